import CCurl

extension Transfer {
    /// What libcurl's verdict means for a request that may have gone out before on a connection that ended.
    func outcome(_ code: CURLcode) -> HTTPTransportError {
        let error = self.error(code)
        return self.progress.isSent && error.isBeforeSending ? .unanswered : error
    }

    /// What libcurl's verdict on the transfer means.
    func error(_ code: CURLcode) -> HTTPTransportError {
        let words = self.handle.words(for: code)
        switch code {
        case CURLE_COULDNT_RESOLVE_HOST: return .unknownHost(self.host)
        case CURLE_COULDNT_RESOLVE_PROXY: return .proxy("its name cannot be found")
        case CURLE_COULDNT_CONNECT:
            return self.hasRefusedPeer && !self.hasTriedPeer ? .forbiddenAddress(self.host) : .cannotConnect(self.host)
        case CURLE_OPERATION_TIMEDOUT: return .timedOut(.connect)
        case CURLE_PARTIAL_FILE, CURLE_GOT_NOTHING, CURLE_RECV_ERROR, CURLE_SEND_ERROR, CURLE_HTTP2_STREAM:
            if let status = self.handle.refusedTunnel { return .proxy("it answered with status \(status)") }
            // libcurl has no code of its own for chunks that cannot be read.
            return words.contains("chunked-encoding") ? .protocolViolation(words) : .truncated
        case CURLE_SSL_CONNECT_ERROR, CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CERTPROBLEM, CURLE_SSL_CIPHER,
            CURLE_SSL_CACERT_BADFILE, CURLE_SSL_ISSUER_ERROR, CURLE_SSL_INVALIDCERTSTATUS:
            return .tls(words)
        case CURLE_URL_MALFORMAT: return .invalidRequest(words)
        // Its scheme was checked before: what is unsupported is an answer without a head.
        case CURLE_WEIRD_SERVER_REPLY, CURLE_UNSUPPORTED_PROTOCOL, CURLE_HTTP2, CURLE_BAD_CONTENT_ENCODING:
            return .protocolViolation(words)
        case CURLE_PROXY: return .proxy(words)
        default: return .failed(words)
        }
    }
}
