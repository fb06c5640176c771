import HTTPTypes
import NIOCore
import NIOHTTP1
import Observability

extension ChannelHandlerContext {
    /// Answers with an error what does not reach the router, and counts it as the router would. Whoever calls it ends the
    /// connection behind the answer.
    /// - Parameters:
    ///   - route: as the router knows it.
    ///   - duration: since the request began.
    /// - Returns: when the answer is written.
    @discardableResult
    func refuse(
        _ error: APIError,
        at route: String = "other",
        after duration: Duration = .zero,
        counting metrics: ServiceMetrics
    ) -> EventLoopFuture<Void> {
        metrics.refused(error.reason)
        metrics.answered(route, status: error.status.code, after: duration)
        let (head, body) = error.lastAnswer
        self.write(NIOAny(HTTPServerResponsePart.head(head)), promise: nil)
        self.write(NIOAny(HTTPServerResponsePart.body(.byteBuffer(body))), promise: nil)
        let written = self.eventLoop.makePromise(of: Void.self)
        self.writeAndFlush(NIOAny(HTTPServerResponsePart.end(nil)), promise: written)
        return written.futureResult
    }
}
