import HTTPTypes
import Hummingbird
import NIOCore

/// The description of the REST calls, for programs: OpenAPI 3.1.
struct DescriptionRoutes: Sendable {
    /// The bytes of `Sources/Gateway/Description/openapi.json`.
    static let openAPI = ByteBuffer(bytes: PackageResources.openapi_json)

    func add(to router: Router<BasicRequestContext>) {
        router.get("/openapi.json") { _, _ in
            Response(
                status: .ok,
                headers: [.contentType: "application/json; charset=utf-8", .cacheControl: "no-cache"],
                body: ResponseBody(byteBuffer: Self.openAPI)
            )
        }
    }
}
