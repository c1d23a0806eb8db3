namespace Dativo.Actors.Membership;

/// <summary>Between the messages of memberships and their Protobuf messages (membership.proto).</summary>
internal static class MembershipMapping
{
    public static Wire.AskForLife ToWire(this AskForLife m) => new() { Node = m.Node, AskedAt = m.AskedAt };

    public static AskForLife FromWire(this Wire.AskForLife w) => new(w.Node, w.AskedAt);

    public static Wire.DatabaseUnreachable ToWire(this DatabaseUnreachable m) => new() { Node = m.Node, AskedAt = m.AskedAt };

    public static DatabaseUnreachable FromWire(this Wire.DatabaseUnreachable w) => new(w.Node, w.AskedAt);

    public static Wire.LeaseRenewedForYou ToWire(this LeaseRenewedForYou m) => new() { AskedAt = m.AskedAt };

    public static LeaseRenewedForYou FromWire(this Wire.LeaseRenewedForYou w) => new(w.AskedAt);
}
