public import AgentRuntime

extension ToolCatalogue {
    /// The kinds of tools that come with the service. A new kind is one more line here.
    public static var embedded: ToolCatalogue {
        ToolCatalogue([
            BookingKind(),
            ClinicInfoKind(),
            ExamsKind(),
            HTTPKind(),
            KnowledgeBaseKind(),
            MCPKind(),
            SportsPriceKind(),
            TransferKind(),
            VAPIKind(),
        ])
    }
}
