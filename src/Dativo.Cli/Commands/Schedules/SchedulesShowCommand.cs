using System.CommandLine;
using Dativo.Cli.Client;
using Dativo.Cli.Output;
using Dativo.Web.Contract;

namespace Dativo.Cli.Commands.Schedules;

/// <summary><c>dativo schedules show NAME</c>.</summary>
internal static class SchedulesShowCommand
{
    public static Command Create(ClientOptions options, Func<CliHost> host)
    {
        var name = SchedulesCommand.Name();
        return new Command("show", "Shows a schedule whole.") { name }
            .WithClientAction(options, host, async (session, result, cancellationToken) =>
            {
                var json = await session.Api.GetAsync(SchedulesCommand.Address(result.GetValue(name)!), cancellationToken);
                session.Print(json, ApiJson.Default.ScheduleRow, schedule => ScheduleText.Page(schedule, session));
                return ExitCodes.Ok;
            });
    }
}
