using System.CommandLine;
using System.Text.Json;
using Dativo.Cli.Client;
using Dativo.Cli.Output;
using Dativo.Web.Contract;

namespace Dativo.Cli.Commands.Schedules;

/// <summary><c>dativo schedules pause NAME</c>.</summary>
internal static class SchedulesPauseCommand
{
    public static Command Create(ClientOptions options, Func<CliHost> host)
    {
        var name = SchedulesCommand.Name();
        var reason = new Option<string?>("--reason") { Description = "Why; it is shown with the schedule.", HelpName = "TEXT" };
        var until = new Option<string?>("--until") { Description = $"When it resumes by itself: {TimeExpression.Expected}.", HelpName = "TIME" };
        until.Validators.Add(result =>
        {
            var text = result.GetValueOrDefault<string?>() ?? string.Empty;
            var now = TimeProvider.System.GetUtcNow();
            if (!TimeExpression.TryParseFuture(text, now, out _))
                result.AddError($"--until: '{text}' is wrong (expected {TimeExpression.Expected})");
        });
        return new Command("pause", "Pauses a schedule: it is not due until it is resumed.") { name, reason, until }
            .WithClientAction(options, host, async (session, result, cancellationToken) =>
            {
                var request = new PauseRequest { Reason = result.GetValue(reason), Until = result.GetValue(until) };
                var body = JsonSerializer.SerializeToUtf8Bytes(request, ApiJson.Default.PauseRequest);
                var json = await session.Api.PostAsync(SchedulesCommand.Address(result.GetValue(name)!, "/pause"), body, cancellationToken);
                session.Print(json, ApiJson.Default.ScheduleRow, schedule => Said(schedule, session.Now));
                return ExitCodes.Ok;
            });
    }

    private static string Said(ScheduleRow schedule, DateTimeOffset now)
    {
        var until = schedule.Pause?.Until is { } end ? $"until {TimeText.Full(end, now)}" : $"until it is resumed: dativo schedules resume {schedule.Name}";
        return $"schedule {schedule.Name} is {schedule.State} {until}{Environment.NewLine}";
    }
}
