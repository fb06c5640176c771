import AgentRuntime
import HTTPTypes
import NIOCore
import NIOHTTP1

extension ChannelHandlerContext {
    /// Answers with an error from before an HTTP codec's end, and closes the connection.
    func answer(_ error: APIError) {
        let body = ByteBuffer(string: error.value.description)
        var headers: NIOHTTP1.HTTPHeaders = [
            "content-type": "application/json; charset=utf-8", "content-length": "\(body.readableBytes)",
            "connection": "close",
        ]
        for field in SecurityHeaders.fields { headers.add(name: field.name.rawName, value: field.value) }
        for field in error.headers { headers.add(name: field.name.rawName, value: field.value) }
        let status = HTTPResponseStatus(statusCode: error.status.code, reasonPhrase: error.status.reasonPhrase)
        let head = HTTPResponseHead(version: .http1_1, status: status, headers: headers)
        self.write(NIOAny(HTTPServerResponsePart.head(head)), promise: nil)
        self.write(NIOAny(HTTPServerResponsePart.body(.byteBuffer(body))), promise: nil)
        let channel = self.channel
        let written = self.eventLoop.makePromise(of: Void.self)
        written.futureResult.whenComplete { _ in channel.close(promise: nil) }
        self.writeAndFlush(NIOAny(HTTPServerResponsePart.end(nil)), promise: written)
    }
}
