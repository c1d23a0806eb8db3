using System.CommandLine;
using Dativo.Cli.Client;
using Dativo.Web.Contract;

namespace Dativo.Cli.Commands.Schedules;

/// <summary><c>dativo schedules trigger NAME</c>.</summary>
internal static class SchedulesTriggerCommand
{
    public static Command Create(ClientOptions options, Func<CliHost> host)
    {
        var name = SchedulesCommand.Name();
        var wait = new Option<bool>("--wait") { Description = "Follow the run to its end; the exit code is 0 for success and 1 for any other end." };
        return new Command("trigger", "Starts a run of a schedule now.") { name, wait }
            .WithClientAction(options, host, async (session, result, cancellationToken) =>
            {
                var json = await session.Api.PostAsync(SchedulesCommand.Address(result.GetValue(name)!, "/trigger"), null, cancellationToken);
                var accepted = ClientSession.Read(json, ApiJson.Default.RunAccepted);
                if (result.GetValue(wait))
                    return await RunWatch.FollowAsync(session, accepted, cancellationToken);

                session.Print(json, ApiJson.Default.RunAccepted, run =>
                    $"run {run.RunId} of tenant {run.TenantId} is accepted; follow it: dativo runs logs {run.RunId} -f{Environment.NewLine}");
                return ExitCodes.Ok;
            });
    }
}
