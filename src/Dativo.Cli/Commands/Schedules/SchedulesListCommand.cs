using System.CommandLine;
using Dativo.Cli.Client;
using Dativo.Cli.Output;
using Dativo.Web.Contract;

namespace Dativo.Cli.Commands.Schedules;

/// <summary><c>dativo schedules list</c>.</summary>
internal static class SchedulesListCommand
{
    public static Command Create(ClientOptions options, Func<CliHost> host)
    {
        var tenant = new Option<string?>("--tenant") { Description = "Only this tenant's.", HelpName = "ID" };
        return new Command("list", "Lists the schedules with their state and when they are due next.") { tenant }
            .WithClientAction(options, host, async (session, result, cancellationToken) =>
            {
                var query = new QueryBuilder().Add("tenant", result.GetValue(tenant));
                session.Print(await session.Api.GetAsync($"api/v1/schedules{query}", cancellationToken), ApiJson.Default.ScheduleList, list => ScheduleText.List(list, session));
                return ExitCodes.Ok;
            });
    }
}
