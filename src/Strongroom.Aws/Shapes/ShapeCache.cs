using System.Reflection;
using System.Text.Json.Serialization;
using Strongroom.Cryptography;

namespace Strongroom.Aws.Shapes;

/// <summary>
/// The shape of every type that a request or response uses. Filled while the operation table is built; bounded by the program's types.
/// </summary>
internal static class ShapeCache
{
    private static readonly Lock Building = new();
    private static readonly Dictionary<Type, Shape> Shapes = new()
    {
        [typeof(string)] = StringShape.Instance,
        [typeof(int)] = new IntShape(),
        [typeof(long)] = new LongShape(),
        [typeof(double)] = new DoubleShape(),
        [typeof(bool)] = new BoolShape(),
        [typeof(DateTimeOffset)] = new TimeShape(),
        [typeof(byte[])] = new BlobShape(),
        [typeof(StreamedBody)] = new StreamShape<StreamedBody>(),
        [typeof(StreamedAnswer)] = new StreamShape<StreamedAnswer>(),
        [typeof(KeyMaterial)] = new SecretShape(SecretShape.DefaultMost),
    };

    public static Shape<T> Of<T>() => (Shape<T>)Of(typeof(T));

    public static Shape Of(Type type)
    {
        lock (Building)
        {
            return Shapes.TryGetValue(type, out var known) ? known : Build(type);
        }
    }

    private static Shape Build(Type type)
    {
        if (type.GetCustomAttribute<JsonConverterAttribute>()?.ConverterType is { } converter)
            return Shapes[type] = Make(typeof(ConverterShape<>), type, Activator.CreateInstance(converter)!);
        if (type.IsGenericType) return Shapes[type] = BuildGeneric(type, type.GetGenericTypeDefinition(), type.GetGenericArguments());
        if (type is not { IsClass: true, IsAbstract: false } || type.Namespace?.StartsWith("System", StringComparison.Ordinal) == true)
            throw Unknown(type);

        var shape = Shapes[type] = Make(typeof(StructureShape<>), type);
        shape.GetType().GetMethod(nameof(StructureShape<>.Build))!.Invoke(shape, null);
        return shape;
    }

    private static Shape BuildGeneric(Type type, Type definition, Type[] arguments)
    {
        if (definition == typeof(Nullable<>)) return Make(typeof(NullableShape<>), arguments[0], Of(arguments[0]));
        if (definition == typeof(Wire<>)) return Make(typeof(WireShape<>), arguments[0]);
        if (definition == typeof(IReadOnlyList<>)) return Make(typeof(ListShape<>), arguments[0], Of(arguments[0]));
        return definition == typeof(IReadOnlyDictionary<,>) && arguments[0] == typeof(string)
            ? Make(typeof(MapShape<>), arguments[1], Of(arguments[1]))
            : throw Unknown(type);
    }

    private static Shape Make(Type definition, Type argument, params object[] parameters)
        => (Shape)Activator.CreateInstance(definition.MakeGenericType(argument), parameters)!;

    private static InvalidOperationException Unknown(Type type)
        => new($"{type} is no type for a member: use strings, numbers, bool, DateTimeOffset, byte[], KeyMaterial, Wire<>, IReadOnlyList<>, "
            + "IReadOnlyDictionary<string,>, a record of such, or a type with a JsonConverter.");
}
