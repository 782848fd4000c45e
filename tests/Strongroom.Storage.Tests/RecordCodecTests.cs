using System.Buffers;
using System.Text;
using System.Text.Json;

namespace Strongroom.Storage.Tests;

public sealed class RecordCodecTests
{
    private static readonly RecordKey Key = RecordKey.Of("t", "a");
    private static readonly JsonRecordCodec<Sample> Codec = new();

    [Fact]
    public void A_json_body_has_camel_case_names_enums_by_name_and_no_nulls()
    {
        var sample = new Sample("a", Kind.SecondKind, null, [1, 2]);
        var json = Write(Codec, sample);
        Assert.Equal("""{"longName":"a","kind":"SecondKind","numbers":[1,2]}""", Encoding.UTF8.GetString(json));
        var read = Codec.Read(Key, json);
        Assert.Equal(sample with { Numbers = read.Numbers }, read);
        Assert.Equal(sample.Numbers, read.Numbers);
    }

    [Fact]
    public void A_member_of_a_later_version_is_ignored_and_one_of_a_later_version_may_be_absent() =>
        Assert.Equal("a", Codec.Read(Key, """{"longName":"a","later":{"x":[1]},"kind":"FirstKind","numbers":[]}"""u8).LongName);

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("""{"longName":1}""")]
    [InlineData("""{"longName":"a","longName":"b"}""")]
    [InlineData("""{"longName":null,"kind":"FirstKind","numbers":[]}""")]
    [InlineData("""{"longName":"a"} x""")]
    public void What_is_no_such_json_is_refused(string json) =>
        Assert.Throws<JsonException>(() => Codec.Read(Key, Encoding.UTF8.GetBytes(json)));

    [Fact]
    public void A_raw_body_is_its_bytes()
    {
        byte[] bytes = [0, 1, 2, 255];
        Assert.Equal(bytes, RawRecordCodec.Instance.Read(Key, Write(RawRecordCodec.Instance, bytes)));
    }

    [Fact]
    public void A_buffer_for_bodies_grows_and_keeps_what_was_written()
    {
        using var buffer = new SecretBuffer(1);
        var expected = new List<byte>();
        for (var i = 0; i < 300; i++)
        {
            byte[] piece = [.. Enumerable.Repeat((byte)i, i % 37)];
            buffer.Write(piece);
            expected.AddRange(piece);
        }

        Assert.Equal(expected, buffer.Written.ToArray());
        Assert.Throws<ArgumentOutOfRangeException>(() => buffer.Advance(1 << 20));
    }

    private static byte[] Write<T>(IRecordCodec<T> codec, T value)
    {
        var body = new ArrayBufferWriter<byte>();
        codec.Write(value, body);
        return body.WrittenSpan.ToArray();
    }

    internal enum Kind
    {
        FirstKind,
        SecondKind,
    }

    internal sealed record Sample(string LongName, Kind Kind, string? Absent, int[] Numbers);
}
