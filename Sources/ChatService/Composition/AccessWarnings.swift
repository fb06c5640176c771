import Logging
import ServiceConfiguration

/// What the log says at the start of who may use the service.
enum AccessWarnings {
    static func log(_ service: ServiceSettings, to logger: Logger) {
        let auth = service.auth
        if auth.mode == .open {
            logger.warning(
                """
                Nobody is asked who they are: whoever reaches the port may create sessions, and whoever knows a session's id may \
                read it. In production set auth.mode to create or strict in service.yaml, or CHAT_SERVICE_AUTH.
                """
            )
            if service.mcp.isEnabled {
                logger.warning("Whoever reaches the port may call all tools at /mcp, bookings included.")
            }
        } else {
            logger.notice("Tokens are asked for", metadata: ["mode": "\(auth.mode.rawValue)"])
        }
        if auth.mode != .open, !auth.jwt.requiresExpiry {
            logger.warning("Tokens without an end are accepted. Set auth.jwt.requires_expiry to true if you can.")
        }
        for url in [auth.jwt.keysURL, auth.introspection?.url].compactMap(\.self) where url.hasPrefix("http://") {
            logger.warning(
                "Tokens are judged by what comes from a URL without TLS. Whoever stands between can let anybody in.",
                metadata: ["url": "\(url)"]
            )
        }
        if service.cors.allowOrigins.contains("*") {
            logger.warning(
                "Pages from any origin may call this service. In production, list yours in service.yaml: cors.allow_origins."
            )
        }
    }
}
