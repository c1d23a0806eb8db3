using Akka.Actor;
using Dativo.Actors.Hosting;
using static Dativo.Actors.Hosting.ManifestTable;

namespace Dativo.Actors.Scheduling;

/// <summary>
/// Writes and reads the scheduler's events, snapshot and messages. To add one: a message in scheduler.proto, its pair in
/// <see cref="SchedulerMapping"/>, a row here, a sample in the tests.
/// </summary>
internal sealed class SchedulerSerializer(ExtendedActorSystem system) : ManifestSerializer(system, Id, Messages)
{
    /// <summary>The serializer's id: stands beside every manifest, and is never changed.</summary>
    public const int Id = 1103;

    /// <summary>What it is used for.</summary>
    public static readonly Type[] BoundTypes = [typeof(ISchedulerEvent), typeof(SchedulerState), typeof(ISchedulerMessage)];

    private static readonly ManifestTable Messages = new(

        // Events
        Row("SW1", Wire.WatermarkAdvanced.Parser, static (WatermarkAdvanced e) => e.ToWire(), static w => w.FromWire()),
        Row("SR1", Wire.SchedulesRegistered.Parser, static (SchedulesRegistered e) => e.ToWire(), static w => w.FromWire()),
        Row("SD1", Wire.SchedulesRemoved.Parser, static (SchedulesRemoved e) => e.ToWire(), static w => w.FromWire()),
        Row("SH1", Wire.SchedulesHeld.Parser, static (SchedulesHeld e) => e.ToWire(), static w => w.FromWire()),
        Row("SL1", Wire.SchedulesReleased.Parser, static (SchedulesReleased e) => e.ToWire(), static w => w.FromWire()),
        Row("SP1", Wire.SchedulePaused.Parser, static (SchedulePaused e) => e.ToWire(), static w => w.FromWire()),
        Row("SU1", Wire.ScheduleResumed.Parser, static (ScheduleResumed e) => e.ToWire(), static w => w.FromWire()),
        Row("SB1", Wire.BacklogsDispatched.Parser, static (BacklogsDispatched e) => e.ToWire(), static w => w.FromWire()),

        // Snapshot
        Row("SZ1", Wire.SchedulerState.Parser, static (SchedulerState s) => s.ToWire(), static w => w.FromWire()),

        // Messages
        Row("SML1", Wire.GetSchedules.Parser, static (GetSchedules m) => m.ToWire(), static w => w.FromWire()),
        Row("SMG1", Wire.GetSchedule.Parser, static (GetSchedule m) => m.ToWire(), static w => w.FromWire()),
        Row("SMT1", Wire.TriggerSchedule.Parser, static (TriggerSchedule m) => m.ToWire(), static w => w.FromWire()),
        Row("SMP1", Wire.PauseSchedule.Parser, static (PauseSchedule m) => m.ToWire(), static w => w.FromWire()),
        Row("SMU1", Wire.ResumeSchedule.Parser, static (ResumeSchedule m) => m.ToWire(), static w => w.FromWire()),

        // Replies
        Row("SRL1", Wire.SchedulePage.Parser, static (SchedulePage m) => m.ToWire(), static w => w.FromWire()),
        Row("SRG1", Wire.ScheduleReply.Parser, static (ScheduleReply m) => m.ToWire(), static w => w.FromWire()),
        Row("SRT1", Wire.TriggerRefused.Parser, static (TriggerRefused m) => m.ToWire(), static w => w.FromWire()));
}
