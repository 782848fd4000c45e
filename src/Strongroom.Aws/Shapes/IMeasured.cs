namespace Strongroom.Aws.Shapes;

/// <summary>A type with a converter of its own whose size a <see cref="LengthAttribute"/> can bound.</summary>
public interface IMeasured
{
    /// <summary>The size, in the unit that the type's limit is stated in.</summary>
    int Size { get; }
}
