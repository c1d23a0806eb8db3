using System.Diagnostics.CodeAnalysis;

namespace Dativo.Actors.History;

/// <summary>How the journal names tenants. Other persistent actors' names never start like this.</summary>
internal static class TenantPersistence
{
    private const string Prefix = "tenant-";

    public static string IdOf(string tenantId) => Prefix + tenantId;

    public static bool TryGetTenantId(string persistenceId, [NotNullWhen(true)] out string? tenantId)
    {
        tenantId = persistenceId.StartsWith(Prefix, StringComparison.Ordinal) ? persistenceId[Prefix.Length..] : null;
        return tenantId is { Length: > 0 };
    }
}
