using System.Collections.Frozen;
using System.Reflection;

namespace Strongroom.Aws;

/// <summary>
/// Every operation of every service, by name. Names from the wire only ever look up this table; they never reach reflection.
/// </summary>
public sealed class OperationTable
{
    private readonly FrozenDictionary<string, ServiceOperations> services;
    private readonly FrozenDictionary<string, ServiceOperations> prefixes;

    /// <summary>Binds the operations of <paramref name="services"/>.</summary>
    /// <exception cref="InvalidOperationException">An operation is not marked, is named twice, or has a member of an unknown
    /// type.</exception>
    public OperationTable(IEnumerable<Service> services)
    {
        this.services =
            services.ToFrozenDictionary(service => service.SigningName, service => new ServiceOperations(service), StringComparer.Ordinal);
        prefixes = this.services.Values.Where(service => service.Service.Protocol == WireProtocol.AwsJson11)
            .SelectMany(service => service.Operations, (service, entry) => (Prefix: PrefixOf(entry.WireName).ToString(), Service: service))
            .Distinct()
            .ToFrozenDictionary(pair => pair.Prefix, pair => pair.Service, StringComparer.Ordinal);
    }

    /// <summary>All operations.</summary>
    public IEnumerable<OperationEntry> Operations => services.Values.SelectMany(service => service.Operations);

    /// <summary>The service that signs under <paramref name="signingName"/>; null if there is none.</summary>
    public ServiceOperations? Find(string signingName) => services.GetValueOrDefault(signingName);

    /// <summary>The service whose targets begin so (<c>TrentService.Encrypt</c>); null if there is none.</summary>
    public ServiceOperations? FindByTarget(ReadOnlySpan<char> target)
        => prefixes.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(PrefixOf(target), out var service) ? service : null;

    private static ReadOnlySpan<char> PrefixOf(ReadOnlySpan<char> wireName) => wireName[..Math.Max(0, wireName.LastIndexOf('.'))];
}

/// <summary>The operations of one service.</summary>
public sealed class ServiceOperations
{
    private readonly FrozenDictionary<string, OperationEntry> operations;
    private readonly FrozenDictionary<string, OperationEntry>.AlternateLookup<ReadOnlySpan<char>> bySpan;
    private readonly FrozenDictionary<string, OperationEntry> byName;

    internal ServiceOperations(Service service)
    {
        Service = service;
        operations = service.Operations.Select(operation => Bind(service, operation))
            .ToFrozenDictionary(entry => entry.WireName, StringComparer.Ordinal);
        bySpan = operations.GetAlternateLookup<ReadOnlySpan<char>>();
        Routes = RestRoutes.Of(operations.Values);
        byName = operations.Values.ToFrozenDictionary(entry => entry.Name, StringComparer.Ordinal);
    }

    /// <summary>The service.</summary>
    public Service Service { get; }

    /// <summary>Where its operations stand, for REST protocols.</summary>
    internal RestRoutes Routes { get; }

    /// <summary>Its operations.</summary>
    public IEnumerable<OperationEntry> Operations => operations.Values;

    /// <summary>The operation of that name on the wire; null if there is none.</summary>
    public OperationEntry? Find(ReadOnlySpan<char> wireName) => bySpan.TryGetValue(wireName, out var entry) ? entry : null;

    /// <summary>The operation of that name without the service's prefix (awsQuery's Action); null if there is none.</summary>
    public OperationEntry? FindByName(string name) => byName.GetValueOrDefault(name);

    /// <summary>What of AWS's list is here and what is not, by AWS's names of operations.</summary>
    public Coverage CoverageOf(IEnumerable<string> names)
    {
        var here = operations.Values.Select(entry => entry.Name).ToHashSet(StringComparer.Ordinal);
        var listed = names.ToHashSet(StringComparer.Ordinal);
        return new(
            [.. listed.Where(here.Contains).Order(StringComparer.Ordinal)],
            [.. listed.Where(name => !here.Contains(name)).Order(StringComparer.Ordinal)],
            [.. here.Where(name => !listed.Contains(name)).Order(StringComparer.Ordinal)]);
    }

    private static OperationEntry Bind(Service service, object operation)
    {
        var type = operation.GetType();
        var attribute = type.GetCustomAttribute<OperationAttribute>() ?? throw new InvalidOperationException($"{type} has no [Operation].");
        var contract = type.GetInterfaces().Single(face => face.IsGenericType && face.GetGenericTypeDefinition() == typeof(IOperation<,>));
        var entry = typeof(OperationEntry<,>).MakeGenericType(contract.GetGenericArguments());
        return (OperationEntry)Activator.CreateInstance(entry, service, attribute, type.GetCustomAttribute<HttpAttribute>(), operation)!;
    }
}

/// <summary>How much of AWS's list of operations a service has.</summary>
/// <param name="Implemented">Listed and here.</param>
/// <param name="Missing">Listed, not here.</param>
/// <param name="Unlisted">Here, not listed: a wrong name.</param>
public sealed record Coverage(IReadOnlyList<string> Implemented, IReadOnlyList<string> Missing, IReadOnlyList<string> Unlisted)
{
    /// <summary>For people: "12 of 54; missing: …".</summary>
    public override string ToString()
        => $"{Implemented.Count} of {Implemented.Count + Missing.Count}"
            + (Missing.Count == 0 ? "" : $"; missing: {string.Join(", ", Missing)}");
}
