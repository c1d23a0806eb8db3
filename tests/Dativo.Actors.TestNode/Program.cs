using System.Collections.Immutable;
using System.Globalization;
using Dativo.Actors.TestNode;
using Dativo.Actors.Workers.Guard;

// A node reduced to its process host, for tests that kill, freeze and measure it:
//   guard ...                                                              the guard, as dativo does it
//   hold DATA_DIR SILENCE_MS COUNT -- COMMAND...                           starts COUNT processes and waits for the end of stdin
//   loop DATA_DIR SILENCE_MS PARALLEL -- COMMAND...                        starts each anew when it ends, for ever
//   measure DATA_DIR SILENCE_MS PARALLEL STARTS -- COMMAND...              starts so many, and says how long it took
switch (args)
{
    case ["guard", ..]:
        return GuardProgram.Run(args.AsSpan()[1..]);
    case ["hold" or "loop", var directory, var silence, var count, "--", .. var command]:
        return await Node.RunAsync(directory, Number(silence), Number(count), command.ToImmutableArray(), again: args[0] == "loop");
    case ["measure", var directory, var silence, var parallel, var starts, "--", .. var command]:
        return await Node.MeasureAsync(directory, Number(silence), Number(parallel), Number(starts), command.ToImmutableArray());
    default:
        Console.Error.WriteLine("wrong arguments");
        return 2;
}

static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
