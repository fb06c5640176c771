import CCurl

extension EasyHandle {
    /// Points libcurl's callbacks at a ``Transfer``.
    func setCallbacks(context: UnsafeMutableRawPointer) {
        ccurl_set_pointer(self.pointer, CURLOPT_PRIVATE, context)
        ccurl_set_pointer(self.pointer, CURLOPT_WRITEDATA, context)
        ccurl_set_data_callback(self.pointer, CURLOPT_WRITEFUNCTION) { data, size, count, context in
            Transfer.at(context)?.receive(body: UnsafeRawBufferPointer(start: data, count: size * count)) ?? 0
        }
        ccurl_set_pointer(self.pointer, CURLOPT_HEADERDATA, context)
        ccurl_set_data_callback(self.pointer, CURLOPT_HEADERFUNCTION) { data, size, count, context in
            Transfer.at(context)?.receive(header: UnsafeRawBufferPointer(start: data, count: size * count)) ?? 0
        }
        ccurl_set_pointer(self.pointer, CURLOPT_OPENSOCKETDATA, context)
        ccurl_set_open_socket_callback(self.pointer) { context, _, address in
            guard let address, Transfer.at(context)?.mayConnect(to: IPAddress(address)) == true else {
                return ccurl_no_socket
            }
            return ccurl_open_socket(address)
        }
        ccurl_set_pointer(self.pointer, CURLOPT_PREREQDATA, context)
        ccurl_set_prerequest_callback(self.pointer) { context, peer, _, _, _ in
            let isAllowed = Transfer.at(context)?.connected(to: peer.flatMap { IPAddress(String(cString: $0)) })
            return isAllowed == true ? CURL_PREREQFUNC_OK : CURL_PREREQFUNC_ABORT
        }
    }
}

extension IPAddress {
    /// The address a socket is to be opened for; `nil` if it is neither IPv4 nor IPv6.
    fileprivate init?(_ address: UnsafeMutablePointer<curl_sockaddr>) {
        var bytes = [UInt8](repeating: 0, count: 16)
        let count = Int(ccurl_address_bytes(address, &bytes))
        self.init(bytes: Array(bytes[..<count]))
    }
}
