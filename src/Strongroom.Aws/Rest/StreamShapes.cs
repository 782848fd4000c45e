using System.Text.Json;

namespace Strongroom.Aws.Shapes;

/// <summary>A body that is not held in memory: never recorded, never printed.</summary>
internal sealed class StreamShape<T> : Shape<T> where T : class
{
    public override bool IsBlob => true;

    public override bool IsPrintable => false;

    public override T ReadJson(ref Utf8JsonReader reader) => throw new NotSupportedException();

    public override void WriteJson(Utf8JsonWriter writer, T value) => throw new NotSupportedException();

    public override T ReadForm(FormNode node) => throw new NotSupportedException();

    public override void WriteXml(XmlAnswer xml, T value) => throw new NotSupportedException();

    public override void Release(T value) => (value as StreamedAnswer)?.Content.Dispose();
}
