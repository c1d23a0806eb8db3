using System.Collections.Immutable;
using System.Globalization;
using Dativo.Actors.Workers;

namespace Dativo.Actors.Tests.Workers.Simulation;

/// <summary>
/// Several nodes' slots, the runs that want them, and a network between the nodes that loses, doubles and reorders. After
/// every step it looks whether a promise is broken.
/// </summary>
internal sealed class SlotWorld
{
    private static readonly TimeSpan ReservationLimit = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan RunsFor = TimeSpan.FromSeconds(1);

    private readonly List<Node> _nodes = [];
    private readonly List<SimulatedRun> _runs = [];
    private readonly List<(string To, object Message)> _network = [];
    private TimeSpan _now;

    public SlotWorld(params ReadOnlySpan<int> slots)
    {
        foreach (var count in slots)
            _nodes.Add(new Node($"node{_nodes.Count}", count));
    }

    public IReadOnlyList<SimulatedRun> Runs => _runs;

    /// <summary>One step of chance: what happens, and to whom.</summary>
    public void Step(int kind, int choice)
    {
        switch (kind)
        {
            case < 30:
                Arrive(choice % _nodes.Count, "abc"[choice / 7 % 3].ToString(), weight: 1 + (choice / 21 % 3), choice / 63 % 3);
                break;
            case < 60:
                Deliver(choice, lost: false, twice: false);
                break;
            case < 66:
                Deliver(choice, lost: true, twice: false);
                break;
            case < 70:
                Deliver(choice, lost: false, twice: true);
                break;
            case < 80:
                EndOne(choice);
                break;
            case < 84:
                Cancel(choice);
                break;
            case < 86:
                Die(choice % _nodes.Count);
                break;
            default:
                Pass(TimeSpan.FromMilliseconds(100 * (1 + (choice % 30))));
                break;
        }

        Check();
    }

    /// <summary>From here on nothing is lost and nothing comes: everything must get its slot and give it back.</summary>
    public void Settle()
    {
        for (var round = 0; round < 2000 && !IsIdle; round++)
        {
            DeliverAll();
            foreach (var run in _runs.Where(run => run.Phase == Phase.Running && run.StartedAt + RunsFor <= _now).ToArray())
                End(run);
            Pass(TimeSpan.FromMilliseconds(500));
            Check();
        }

        Promise(_runs.All(run => run.Phase == Phase.Over), "a run waits for ever");

        // The nodes go on to talk, so that what was lost ends by itself and not with its node.
        for (var i = 0; i < 40; i++)
        {
            Pass(TimeSpan.FromMilliseconds(500));
            DeliverAll();
        }

        Promise(_nodes.All(node => node.Book.SlotsInUse == 0), "a slot is kept for ever");
        Promise(_nodes.All(node => node.Book.Waiting == 0), "a run that is over waits");
    }

    private bool IsIdle => _runs.All(run => run.Phase == Phase.Over);

    public void Arrive(int node, string tenantId, int weight, int priority)
    {
        var run = new SimulatedRun { TenantId = tenantId, Home = node, Weight = weight, Priority = priority };
        _runs.Add(run);
        Ask(run);
    }

    private void Ask(SimulatedRun run)
    {
        run.Phase = Phase.Waiting;
        _nodes[run.Home].Book.Want(new WaitingRun(run.TenantId, run.Id, run.Priority), run.Weight);
        Grant(_nodes[run.Home]);
    }

    private void Grant(Node node)
    {
        while (node.Book.Grant(_now) is { } grant)
        {
            switch (grant)
            {
                case SlotGrant.ToRun { RunId: var id }:
                    var run = Run(id);
                    if (run.Phase == Phase.Launched)
                        Start(run);
                    else
                        Granted(run, node);
                    break;
                case SlotGrant.ToPeer offer:
                    _network.Add((offer.Peer, new SlotOffer(offer.OfferId, offer.TenantId, node.Name)));
                    break;
            }
        }
    }

    private void Granted(SimulatedRun run, Node node)
    {
        run.Node = node;
        run.Phase = Phase.Granted;
        _network.Add((node.Name, new Launch(run.Id)));
    }

    private void Start(SimulatedRun run)
    {
        run.Phase = Phase.Running;
        run.StartedAt = _now;
    }

    private void End(SimulatedRun run)
    {
        run.Phase = Phase.Over;
        run.EndedAt = _now;
        run.Node!.Book.Release(run.TenantId, run.Id, _now);
        Grant(run.Node);
    }

    private void EndOne(int choice)
    {
        var running = _runs.Where(run => run.Phase == Phase.Running).ToArray();
        if (running.Length > 0)
            End(running[choice % running.Length]);
    }

    // The job actor ends, and the workers that watch it learn that; the one that has an offer's answer still under way does not.
    private void Cancel(int choice)
    {
        var open = _runs.Where(run => run.Phase is Phase.Waiting or Phase.Granted).ToArray();
        if (open.Length == 0)
            return;
        var run = open[choice % open.Length];
        run.Phase = Phase.Over;
        foreach (var node in _nodes)
        {
            node.Book.Release(run.TenantId, run.Id, _now);
            node.Reserved.Remove(run.Id);
            Grant(node);
        }
    }

    // The node comes back empty; the others see that it is gone. What ran or waited there is made again on another node.
    private void Die(int index)
    {
        var dead = _nodes[index];
        _nodes[index] = new Node($"{dead.Name}'", dead.Slots);
        foreach (var node in _nodes)
        {
            node.Book.Forget(dead.Name);
            Grant(node);
        }

        foreach (var run in _runs.Where(run => run.Phase != Phase.Over && (run.Node == dead || (run.Phase == Phase.Waiting && run.Home == index))).ToArray())
        {
            run.Node = null;
            run.Home = (index + 1) % _nodes.Count;
            Ask(run);
        }
    }

    private void Pass(TimeSpan time)
    {
        _now += time;
        foreach (var node in _nodes)
        {
            foreach (var (id, until) in node.Reserved.Where(reserved => reserved.Value <= _now).ToArray())
            {
                node.Reserved.Remove(id);
                if (Run(id) is var run && !(run.Phase is Phase.Launched or Phase.Running && run.Node == node))
                    node.Book.Release(run.TenantId, id, _now);
            }

            node.Book.Refresh(_now);
            Grant(node);
            Tell(node);
        }

        foreach (var run in _runs.Where(run => run.Phase == Phase.Granted))
            _network.Add((run.Node!.Name, new Launch(run.Id)));
    }

    private void Tell(Node node)
    {
        var helpers = node.Book.Helpers();
        foreach (var peer in _nodes.Where(peer => peer != node))
        {
            ImmutableArray<SlotWish> wishes = helpers.Contains(peer.Name) ? node.Book.Wishes() : [];
            _network.Add((peer.Name, new WorkerNews(node.Name, node.Book.SlotsInUse, node.Slots, node.Book.Waiting, TakesRuns: true, wishes)));
        }
    }

    private void DeliverAll()
    {
        while (_network.Count > 0)
            Deliver(0, lost: false, twice: false);
    }

    private void Deliver(int choice, bool lost, bool twice)
    {
        if (_network.Count == 0)
            return;
        var (to, message) = _network[choice % _network.Count];
        if (!twice)
            _network.RemoveAt(choice % _network.Count);
        if (!lost && _nodes.Find(node => node.Name == to) is { } node)
            Take(node, message);
    }

    private void Take(Node node, object message)
    {
        switch (message)
        {
            case WorkerNews news when _nodes.Exists(peer => peer.Name == news.Node):
                node.Book.Heard(news, _now);
                break;
            case SlotOffer offer:
                if (node.Book.TakeAway(offer.TenantId) is not { } chosen)
                {
                    _network.Add((offer.Node, new OfferDeclined(offer.OfferId, offer.TenantId)));
                    break;
                }

                _network.Add((offer.Node, new OfferTaken(offer.OfferId, offer.TenantId, chosen)));
                if (_nodes.Find(peer => peer.Name == offer.Node) is { } giver)
                    Granted(Run(chosen), giver);
                else
                    Ask(Run(chosen));
                break;
            case OfferTaken taken:
                var early = Run(taken.RunId);
                if (early.Phase == Phase.Over || node.Book.Holds(taken.RunId) || !node.Book.Take(taken.OfferId, taken.TenantId, taken.RunId, _now))
                    node.Book.Decline(taken.OfferId, taken.TenantId);
                else if (early.Phase == Phase.Launched && early.Node == node)
                    Start(early);
                else
                    node.Reserved[taken.RunId] = _now + ReservationLimit;
                break;
            case OfferDeclined declined:
                node.Book.Decline(declined.OfferId, declined.TenantId);
                break;
            case Launch launch when Run(launch.RunId) is { Phase: Phase.Granted } run && run.Node == node:
                run.Phase = Phase.Launched;
                node.Reserved.Remove(run.Id);
                if (node.Book.Holds(run.Id))
                    Start(run);
                else
                    node.Book.Bind(run.TenantId, run.Id);
                break;
        }

        Grant(node);
    }

    private void Check()
    {
        foreach (var node in _nodes)
        {
            Promise(node.Book.SlotsInUse <= node.Slots, $"{node.Name} gives out more than its slots");
            Promise(_runs.Count(run => run.Phase == Phase.Running && run.Node == node) <= node.Slots, $"more runs on {node.Name} than slots");
        }

        Promise(_runs.Where(run => run.Phase == Phase.Running).All(run => run.Node!.Book.Holds(run.Id)), "a run has no slot");
    }

    private SimulatedRun Run(Guid id) => _runs.Find(run => run.Id == id)!;

    private void Promise(bool kept, string what)
    {
        if (!kept)
            throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"At {_now}: {what}."));
    }

    internal enum Phase
    {
        Waiting,
        Granted,
        Launched,
        Running,
        Over,
    }

    internal sealed class SimulatedRun
    {
        public Guid Id { get; } = Guid.NewGuid();

        public required string TenantId { get; init; }

        public required int Home { get; set; }

        public required int Weight { get; init; }

        public required int Priority { get; init; }

        public Phase Phase { get; set; }

        public Node? Node { get; set; }

        public TimeSpan StartedAt { get; set; }

        public TimeSpan EndedAt { get; set; }
    }

    internal sealed class Node(string name, int slots)
    {
        public string Name => name;

        public int Slots => slots;

        public SlotBook Book { get; } = new(slots, new SlotBoard());

        public Dictionary<Guid, TimeSpan> Reserved { get; } = [];
    }

    private sealed record Launch(Guid RunId);
}
