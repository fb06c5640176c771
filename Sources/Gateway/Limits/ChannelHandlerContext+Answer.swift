import NIOCore
import NIOHTTP1

extension ChannelHandlerContext {
    /// Answers with an error from before an HTTP codec's end, and closes the connection.
    func answer(_ error: APIError) {
        let (head, body) = error.lastAnswer
        self.write(NIOAny(HTTPServerResponsePart.head(head)), promise: nil)
        self.write(NIOAny(HTTPServerResponsePart.body(.byteBuffer(body))), promise: nil)
        let channel = self.channel
        let written = self.eventLoop.makePromise(of: Void.self)
        written.futureResult.whenComplete { _ in channel.close(promise: nil) }
        self.writeAndFlush(NIOAny(HTTPServerResponsePart.end(nil)), promise: written)
    }
}
