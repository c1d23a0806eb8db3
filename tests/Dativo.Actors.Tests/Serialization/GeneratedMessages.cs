using System.Collections.Immutable;
using System.Reflection;
using CsCheck;
using Dativo.Actors.Jobs;
using Dativo.Actors.Scheduling;
using Dativo.Actors.Tenants;

namespace Dativo.Actors.Tests.Serialization;

/// <summary>
/// Random messages of any type, made from the types themselves: a new message or field is generated without a word
/// here. Covers unset options, empty collections, text of every kind, and the first and last instants and numbers.
/// </summary>
internal static class GeneratedMessages
{
    private static readonly Gen<string> Text = Gen.OneOf(
        Gen.OneOf("", " ", "stripe_customers_hourly", "Zürich – 東京 – 🚀", "line\nline\ttab", "\0", "\"quoted\" \\ 'single'", new string('x', 300)),
        Gen.String[0, 40].Select(WithoutHalfSurrogates));

    private static readonly Gen<int> Number = Gen.OneOf(Gen.Int, Gen.OneOf(0, 1, -1, int.MinValue, int.MaxValue));

    private static readonly Gen<long> LongNumber = Gen.OneOf(Gen.Long, Gen.OneOf(0L, 1, -1, long.MinValue, long.MaxValue));

    private static readonly Gen<double> Real = Gen.OneOf(
        Gen.Double,
        Gen.OneOf(0.0, -0.0, 1.5, double.NaN, double.PositiveInfinity, double.NegativeInfinity, double.Epsilon, double.MaxValue));

    private static readonly Gen<DateTimeOffset> Instant = Gen.OneOf(
        Gen.Long[DateTimeOffset.MinValue.UtcTicks, DateTimeOffset.MaxValue.UtcTicks].Select(ticks => new DateTimeOffset(ticks, TimeSpan.Zero)),
        Gen.Select(Gen.Int[-14 * 60, 14 * 60], Gen.Long[638_000_000_000_000_000, 640_000_000_000_000_000], (minutes, ticks) => new DateTimeOffset(ticks, TimeSpan.FromMinutes(minutes))),
        Gen.OneOf(DateTimeOffset.MinValue, DateTimeOffset.MaxValue, DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddTicks(-1)));

    private static readonly Gen<TimeSpan> Duration = LongNumber.Select(TimeSpan.FromTicks);

    private static readonly Dictionary<Type, Gen<object?>> Known = new()
    {
        [typeof(string)] = Text.Select(value => (object?)value),
        [typeof(int)] = Number.Select(value => (object?)value),
        [typeof(long)] = LongNumber.Select(value => (object?)value),
        [typeof(double)] = Real.Select(value => (object?)value),
        [typeof(byte)] = Gen.Byte.Select(value => (object?)value),
        [typeof(bool)] = Gen.Bool.Select(value => (object?)value),
        [typeof(Guid)] = Gen.Guid.Select(value => (object?)value),
        [typeof(DateTimeOffset)] = Instant.Select(value => (object?)value),
        [typeof(TimeSpan)] = Duration.Select(value => (object?)value),
        [typeof(RegistrationTable)] = Gen.Select(Text, Text, Instant, (name, fingerprint, from) => KeyValuePair.Create(name, new Registration(fingerprint, from))).Array[0, 5].Select(items => (object?)RegistrationTable.Of(items.Length, items)),
    };

    /// <summary>Messages of the type.</summary>
    public static Gen<object> Of(Type type) => Value(type).Select(value => value!);

    private static Gen<T> Of<T>() => Value(typeof(T)).Select(value => (T)value!);

    private static Gen<object?> Value(Type type)
    {
        if (type == typeof(TenantState))
            return TenantStates().Select(state => (object?)state);
        if (Known.TryGetValue(type, out var known))
            return known;
        if (Nullable.GetUnderlyingType(type) is { } underlying)
            return OrNull(Value(underlying));
        if (type.IsEnum)
            return Gen.OneOf(Enum.GetValues(type).Cast<object?>().ToArray());
        if (type.IsGenericType)
            return Collection(type);
        if (type.IsInterface)
            return Gen.OneOf(type.Assembly.GetTypes().Where(candidate => candidate.IsClass && type.IsAssignableFrom(candidate)).Select(Value).ToArray());
        return Record(type);
    }

    private static Gen<object?> OrNull(Gen<object?> gen) => Gen.Bool.SelectMany(isNull => isNull ? Gen.Const((object?)null) : gen);

    private static Gen<object?> Collection(Type type)
    {
        var definition = type.GetGenericTypeDefinition();
        var arguments = type.GetGenericArguments();
        var maker = definition == typeof(ImmutableArray<>) ? nameof(Arrays)
            : definition == typeof(ImmutableHashSet<>) ? nameof(Sets)
            : definition == typeof(ImmutableDictionary<,>) ? nameof(Dictionaries)
            : definition == typeof(ImmutableSortedDictionary<,>) ? nameof(SortedDictionaries)
            : throw new NotSupportedException($"No generator for {type}: add one here.");
        var method = typeof(GeneratedMessages).GetMethod(maker, BindingFlags.NonPublic | BindingFlags.Static)!;
        var item = arguments[^1];
        return (Gen<object?>)method.MakeGenericMethod(item).Invoke(null, null)!;
    }

    private static Gen<object?> Arrays<T>() => Of<T>().Array[0, 5].Select(items => (object?)items.ToImmutableArray());

    private static Gen<object?> Sets<T>() =>
        Text.Array[0, 5].Select(items => (object?)items.ToImmutableHashSet(StringComparer.Ordinal));

    private static Gen<object?> Dictionaries<T>() =>
        Entries<T>().Select(entries => (object?)entries.ToImmutableDictionary(StringComparer.Ordinal));

    private static Gen<object?> SortedDictionaries<T>() => Gen.Select(Entries<T>(), Gen.Bool, (entries, ordinal) =>
        (object?)(ordinal ? entries.ToImmutableSortedDictionary(StringComparer.Ordinal) : entries.ToImmutableSortedDictionary()));

    private static Gen<Dictionary<string, T>> Entries<T>() => Gen.Select(Text, Of<T>()).Array[0, 5].Select(pairs =>
    {
        var entries = new Dictionary<string, T>(StringComparer.Ordinal);
        foreach (var (key, value) in pairs)
            entries[key] = value;
        return entries;
    });

    private static Gen<object?> Record(Type type)
    {
        if (type.GetField("Instance") is { } only)
            return Gen.Const(only.GetValue(null));
        var parameters = type.GetConstructors().MaxBy(constructor => constructor.GetParameters().Length)!;
        var nullability = new NullabilityInfoContext();
        var arguments = parameters.GetParameters()
            .Select(parameter => MayBeNull(Value(parameter.ParameterType), parameter.ParameterType, nullability.Create(parameter)))
            .ToArray();
        var properties = arguments.Length > 0
            ? []
            : type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(property => property.SetMethod is { IsPublic: true }).ToArray();
        var values = properties
            .Select(property => MayBeNull(Value(property.PropertyType), property.PropertyType, nullability.Create(property)))
            .ToArray();
        return Gen.Select(All(arguments), All(values), (given, set) =>
        {
            var record = parameters.Invoke(given);
            for (var i = 0; i < set.Length; i++)
                properties[i].SetValue(record, set[i]);
            return (object?)record;
        });
    }

    private static Gen<object?> MayBeNull(Gen<object?> gen, Type type, NullabilityInfo nullability) =>
        !type.IsValueType && nullability.ReadState == NullabilityState.Nullable ? OrNull(gen) : gen;

    private static Gen<object?[]> All(Gen<object?>[] gens) => gens.Aggregate(
        Gen.Const(Array.Empty<object?>()),
        (sofar, gen) => Gen.Select(sofar, gen, (values, value) => values.Append(value).ToArray()));

    // Its parts hang together: specs and runs stand under their own ids, and the queue follows from the runs.
    private static Gen<TenantState> TenantStates() => Gen.Select(
        Gen.Select(Text, Of<TenantLimits>(), LongNumber),
        Of<JobSpec>().Array[0, 3],
        Of<ImmutableDictionary<string, TenantSchedule>>(),
        Of<Run>().Array[0, 8],
        Of<ImmutableArray<Guid>>(),
        Of<RememberedRequest>().Array[0, 5],
        (basics, specs, schedules, runs, active, requests) => new TenantState
        {
            TenantId = basics.Item1,
            Limits = basics.Item2,
            FencingToken = basics.Item3,
            Specs = specs.DistinctBy(spec => spec.Id).ToImmutableDictionary(spec => spec.Id, StringComparer.Ordinal),
            Schedules = schedules,
            Runs = runs.DistinctBy(run => run.Id).ToImmutableDictionary(run => run.Id),
            Queue = runs.DistinctBy(run => run.Id).Where(run => run.Status == RunStatus.Queued).Select(QueuePlace.Of).ToImmutableSortedSet(),
            Active = active,
            Requests = [.. requests],
        });

    private static string WithoutHalfSurrogates(string text) => new(text.Where(c => !char.IsSurrogate(c)).ToArray());
}
