using System.Reflection;
using Strongroom.Storage;

namespace Strongroom.Backups;

/// <summary>Every kind of record that the program keeps.</summary>
internal static class RecordTypes
{
    /// <summary>Those that the services hold in static members, and those of blobs.</summary>
    public static IReadOnlyCollection<RecordType> All(Records records)
    {
        var blobs = new Blobs(new MemoryBlobStore(), records, TimeProvider.System);
        return [.. Assemblies().SelectMany(static assembly => assembly.GetTypes()).SelectMany(StaticsOf).Concat(blobs.Types).DistinctBy(static type => type.Name)];
    }

    private static IEnumerable<Assembly> Assemblies() => typeof(RecordTypes).Assembly.GetReferencedAssemblies()
        .Where(static name => name.Name!.StartsWith("Strongroom.", StringComparison.Ordinal)).Select(Assembly.Load).Append(typeof(RecordTypes).Assembly);

    private static IEnumerable<RecordType> StaticsOf(Type type)
    {
        const BindingFlags statics = BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;
        if (type.ContainsGenericParameters) return [];
        var properties = type.GetProperties(statics).Where(static property => property.PropertyType.IsSubclassOf(typeof(RecordType)) && property.GetIndexParameters().Length == 0)
            .Select(static property => property.GetValue(null));
        var fields = type.GetFields(statics).Where(static field => field.FieldType.IsSubclassOf(typeof(RecordType))).Select(static field => field.GetValue(null));
        return properties.Concat(fields).OfType<RecordType>();
    }
}
