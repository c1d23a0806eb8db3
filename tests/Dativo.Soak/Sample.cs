namespace Dativo.Soak;

/// <summary>A look at the node and its files.</summary>
/// <param name="AtSecond">Seconds since the load began.</param>
/// <param name="NodeSecond">Seconds since this node was started.</param>
/// <param name="Incarnation">Which node it is, from 1.</param>
/// <param name="RssMb">Its memory, in MiB.</param>
/// <param name="AnonymousMb">The part of it that is no file: heaps and stacks.</param>
/// <param name="Threads">Its threads.</param>
/// <param name="Handles">Its open descriptors.</param>
/// <param name="OpenRuns">Runs that are queued, running or waiting for a retry.</param>
/// <param name="JournalEvents">Events in the journal.</param>
/// <param name="LargestStream">Events of the persistent actor that has most.</param>
/// <param name="LargestStreamId">That actor.</param>
/// <param name="JournalMb">The journal's files.</param>
/// <param name="HistoryRows">Rows of the history's runs.</param>
/// <param name="HistoryMb">The history's files.</param>
/// <param name="LogFiles">Files with the output of attempts.</param>
/// <param name="LogMb">Their size.</param>
public sealed record Sample(
    double AtSecond,
    double NodeSecond,
    int Incarnation,
    double RssMb,
    double AnonymousMb,
    int Threads,
    int Handles,
    int OpenRuns,
    long JournalEvents,
    long LargestStream,
    string LargestStreamId,
    double JournalMb,
    long HistoryRows,
    double HistoryMb,
    int LogFiles,
    double LogMb);
