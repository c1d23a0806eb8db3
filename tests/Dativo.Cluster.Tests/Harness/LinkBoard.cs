namespace Dativo.EndToEnd.Cluster;

/// <summary>Which links of a <see cref="ProxyNetwork"/> are cut, and a way to wait until one is not.</summary>
public sealed class LinkBoard
{
    private readonly Lock _gate = new();
    private readonly HashSet<(int Node, Links Link)> _cut = [];
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _databaseCut;

    public void Set(int node, Links links, bool connected) => Change(() =>
    {
        foreach (var link in new[] { Links.Nodes, Links.Database }.Where(link => links.HasFlag(link)))
            _ = connected ? _cut.Remove((node, link)) : _cut.Add((node, link));
    });

    public void SetDatabase(bool connected) => Change(() => _databaseCut = !connected);

    /// <summary>Waits until bytes may pass between two nodes; either may be unknown.</summary>
    public Task BetweenAsync(int? one, int? other, CancellationToken cancellationToken) =>
        OpenAsync(() => !_cut.Contains((one ?? 0, Links.Nodes)) && !_cut.Contains((other ?? 0, Links.Nodes)), cancellationToken);

    /// <summary>Waits until bytes may pass between a node and the database.</summary>
    public Task ToDatabaseAsync(int node, CancellationToken cancellationToken) =>
        OpenAsync(() => !_databaseCut && !_cut.Contains((node, Links.Database)), cancellationToken);

    private async Task OpenAsync(Func<bool> isOpen, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task changed;
            lock (_gate)
            {
                if (isOpen())
                    return;
                changed = _changed.Task;
            }

            await changed.WaitAsync(cancellationToken);
        }
    }

    private void Change(Action change)
    {
        TaskCompletionSource changed;
        lock (_gate)
        {
            change();
            changed = _changed;
            _changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        changed.SetResult();
    }
}
