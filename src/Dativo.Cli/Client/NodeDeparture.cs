using System.Globalization;
using Dativo.Cli.Output;
using Dativo.Web.Contract.Management;

namespace Dativo.Cli.Client;

/// <summary>Tells a node to go, or takes it out, and waits until it is gone.</summary>
internal static class NodeDeparture
{
    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(500);

    // The asked node may be the one that goes, or one that is restarted meanwhile.
    private static readonly TimeSpan LongestSilence = TimeSpan.FromSeconds(10);

    /// <summary>The exit code. With JSON output the progress goes to stderr, and stdout gets the answer to the command.</summary>
    public static async Task<int> BeginAsync(ClientSession session, string operation, string node, bool wait, CancellationToken cancellationToken)
    {
        var before = wait ? await MembersAsync(session, cancellationToken) : null;
        var json = await session.Api.PutAsync($"cluster/members/{Uri.EscapeDataString(node)}{new QueryBuilder().Add("operation", operation)}", cancellationToken);
        var message = ClientSession.Read(json, ManagementJson.Default.NodeMessage).Message;
        if (session.Json)
            await session.Out.WriteLineAsync(json);
        var progress = session.Json ? session.Error : session.Out;
        var address = message[(message.LastIndexOf(' ') + 1)..];
        var name = NodeName.Short(address);
        await progress.WriteLineAsync(operation == "Leave"
            ? $"{name} leaves: it takes no new runs and gives its jobs time to end"
            : $"{name} is taken out: its jobs are killed and made again elsewhere");
        await progress.FlushAsync(cancellationToken);
        if (before?.Members.FirstOrDefault(member => member.Node == address) is not { } member)
            return ExitCodes.Ok;
        try
        {
            await WaitAsync(session, progress, member, isAsked: before.SelfNode == address, cancellationToken);
            return ExitCodes.Ok;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            await session.Error.WriteLineAsync($"dativo: no longer waiting; {name} goes all the same: dativo cluster members");
            throw;
        }
    }

    private static async Task WaitAsync(ClientSession session, TextWriter progress, MemberRow gone, bool isAsked, CancellationToken cancellationToken)
    {
        var (name, began, lastAnswer, shown) = (NodeName.Short(gone.Node), session.Now, session.Now, gone.Status);
        while (true)
        {
            MemberList? list = null;
            try
            {
                list = await MembersAsync(session, cancellationToken);
                lastAnswer = session.Now;
            }
            catch (ClientFailure failure) when (failure.ExitCode != ExitCodes.Usage && isAsked)
            {
                await SayAsync($"{name} answers no more; to watch it to its end, ask another node with --server");
                return;
            }
            catch (ClientFailure failure) when (failure.ExitCode != ExitCodes.Usage && session.Now - lastAnswer < LongestSilence)
            {
                // Asked again below.
            }

            if (list is not null)
            {
                // The same address with another number is the node that was started again.
                var member = list.Members.FirstOrDefault(member => member.Node == gone.Node && member.NodeUid == gone.NodeUid);
                if (member is null)
                {
                    await SayAsync($"{name} is gone after {TimeText.Duration(session.Now - began)}");
                    return;
                }

                if (member.Status != shown)
                    await SayAsync($"{name} is {member.Status.ToLowerInvariant()}");
                shown = member.Status;
            }

            await Task.Delay(LookAgain, session.Host.Clock, cancellationToken);
        }

        async Task SayAsync(string text)
        {
            await progress.WriteLineAsync($"{session.Now.UtcDateTime.ToString("HH:mm:ss", CultureInfo.InvariantCulture)}Z  {text}");
            await progress.FlushAsync(cancellationToken);
        }
    }

    private static async Task<MemberList> MembersAsync(ClientSession session, CancellationToken cancellationToken) =>
        ClientSession.Read(await session.Api.GetAsync("cluster/members", cancellationToken), ManagementJson.Default.MemberList);
}
