using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Strongroom.Audit;

/// <summary>Writes an <see cref="AuditRecord"/> as CloudTrail writes it: one JSON object in UTF-8, without a line break, at most 256 KiB.</summary>
/// <remarks>
/// Strings are data: quotes, control characters, line and paragraph separators and unpaired surrogates leave as escapes. Long texts are cut at
/// 1,024 characters; parameters and elements beyond CloudTrail's limits are replaced by <c>{"omitted":true,"originalSize":bytes}</c>.
/// </remarks>
public static class AuditRecordWriter
{
    /// <summary>No record is longer, in bytes.</summary>
    public const int MaxRecordBytes = 256 << 10;

    /// <summary>Characters that are kept of a text such as the user agent.</summary>
    public const int MaxTextLength = 1024;

    private const int MaxParameterBytes = 100 << 10;
    private const int MaxAdditionalBytes = 28 << 10;
    private const int MaxResourcesBytes = 8 << 10;

    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, MaxDepth = 128 };

    [ThreadStatic]
    private static Utf8JsonWriter? spare;

    /// <summary>Writes one record and completes it in <paramref name="batch"/>.</summary>
    public static void Write(AuditRecord record, RecordBatch batch)
    {
        var json = spare ??= new Utf8JsonWriter(batch, Options);
        var sizes = default(Sizes);
        do
        {
            sizes.Again = false;
            batch.Rewind();
            json.Reset(batch);
            WriteObject(json, record, ref sizes);
            json.Flush();

            // Oversize is rare and found only by writing: then all is written once more without what is too long.
            if (batch.Unfinished > MaxRecordBytes && !sizes.Again)
            {
                sizes.Again = true;
                sizes.Omit(sizes.IsOmitted(Field.Response) ? Field.Request : Field.Response);
            }
        }
        while (sizes.Again);
        batch.Complete();
    }

    private static void WriteObject(Utf8JsonWriter json, AuditRecord record, ref Sizes sizes)
    {
        json.WriteStartObject();
        json.WriteString(Names.EventVersion, Names.Version);
        UserIdentity.Write(json, record);
        WriteTime(json, Names.EventTime, record.EventTime);
        json.WriteText(Names.EventSource, record.EventSource);
        json.WriteText(Names.EventName, record.EventName);
        json.WriteText(Names.AwsRegion, record.Region);
        json.WriteText(Names.SourceIpAddress, record.SourceAddress ?? UserIdentity.ServiceOf(record));
        if ((record.UserAgent ?? record.InvokedBy ?? (record.EventType == Names.ServiceEvent ? UserIdentity.Internal : null)) is { } agent)
            json.WriteText(Names.UserAgent, agent);
        if (record.ErrorCode is { } code)
            json.WriteText(Names.ErrorCode, code);
        if (record.ErrorMessage is { } message)
            json.WriteText(Names.ErrorMessage, message);

        WriteValue(json, Names.RequestParameters, record.RequestParameters, MaxParameterBytes, Field.Request, ref sizes);
        WriteValue(json, Names.ResponseElements, record.ResponseElements, MaxParameterBytes, Field.Response, ref sizes);
        if (record.AdditionalEventData is { } additional)
            WriteValue(json, Names.AdditionalEventData, additional, MaxAdditionalBytes, Field.Additional, ref sizes);
        if (record.RequestId is { } requestId)
            json.WriteString(Names.RequestId, requestId);
        json.WriteString(Names.EventId, record.EventId);
        json.WriteBoolean(Names.ReadOnly, record.ReadOnly);
        if (record.Resources.Count > 0)
            WriteResources(json, record.Resources);
        json.WriteText(Names.EventType, record.EventType);
        json.WriteBoolean(Names.ManagementEvent, record.ManagementEvent);
        json.WriteText(Names.RecipientAccountId, record.RecipientAccount);
        if (record.ServiceEventDetails is { } details)
            WriteValue(json, Names.ServiceEventDetails, details, MaxAdditionalBytes, Field.Details, ref sizes);
        json.WriteString(Names.EventCategory, record.ManagementEvent ? Names.Management : Names.Data);
        if (record.Tls is { } tls)
            WriteTls(json, tls);
        json.WriteEndObject();
    }

    private static void WriteValue(Utf8JsonWriter json, JsonEncodedText name, Action<Utf8JsonWriter>? write, int limit, Field field,
        ref Sizes sizes)
    {
        json.WritePropertyName(name);
        if (write is null)
        {
            json.WriteNullValue();
        }
        else if (sizes.IsOmitted(field))
        {
            json.WriteStartObject();
            json.WriteBoolean("omitted"u8, true);
            json.WriteNumber("originalSize"u8, sizes[field]);
            json.WriteEndObject();
        }
        else
        {
            var before = json.BytesCommitted + json.BytesPending;
            write(json);
            sizes.Measured(field, json.BytesCommitted + json.BytesPending - before, limit);
        }
    }

    private static void WriteResources(Utf8JsonWriter json, List<AuditedResource> resources)
    {
        json.WriteStartArray(Names.Resources);
        var end = json.BytesCommitted + json.BytesPending + MaxResourcesBytes;
        foreach (var (account, type, arn) in resources)
        {
            if (json.BytesCommitted + json.BytesPending > end)
                break;
            json.WriteStartObject();
            json.WriteText(Names.AccountId, account);
            json.WriteText(Names.Type, type);
            json.WriteText(Names.ResourceArn, arn, 2 * MaxTextLength);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteTls(Utf8JsonWriter json, AuditedTls tls)
    {
        json.WriteStartObject(Names.TlsDetails);
        json.WriteText(Names.TlsVersion, tls.Version);
        json.WriteText(Names.CipherSuite, tls.CipherSuite);
        if (tls.Host is { } host)
            json.WriteText(Names.ClientProvidedHostHeader, host);
        json.WriteEndObject();
    }

    private static void WriteTime(Utf8JsonWriter json, JsonEncodedText name, DateTimeOffset time)
    {
        Span<byte> text = stackalloc byte[20];
        time.UtcDateTime.TryFormat(text, out _, "s", CultureInfo.InvariantCulture);
        text[19] = (byte)'Z';
        json.WriteString(name, text);
    }

    /// <summary>The values whose length the caller's input decides.</summary>
    private enum Field
    {
        Request,
        Response,
        Additional,
        Details,
    }

    /// <summary>What each of them took when it was last written, and which are left out.</summary>
    private struct Sizes
    {
        private PerField bytes;
        private int omitted;

        public readonly bool IsOmitted(Field field) => (omitted & (1 << (int)field)) != 0;

        public readonly long this[Field field] => bytes[(int)field];

        public void Omit(Field field) => omitted |= 1 << (int)field;

        public void Measured(Field field, long size, int limit)
        {
            bytes[(int)field] = size;
            if (size > limit)
            {
                Omit(field);
                Again = true;
            }
        }

        public bool Again { get; set; }
    }

    [InlineArray(4)]
    private struct PerField
    {
        private long first;
    }
}
