namespace Dativo.Web.Contract;

/// <summary>The answer to <c>GET /api/v1/tenants</c>.</summary>
/// <param name="Tenants">The tenants, by id.</param>
public sealed record TenantList(IReadOnlyList<TenantRow> Tenants);
