using System.Text.Json;
using Strongroom.Access;

namespace Strongroom.Audit;

/// <summary>One CloudTrail record in the making: what was asked, by whom, of what, and how it ended. Never holds a secret.</summary>
/// <remarks>Field names and order are those of CloudTrail's record contents, event version 1.11.</remarks>
public sealed class AuditRecord
{
    /// <summary>A unique id; random.</summary>
    public required Guid EventId { get; init; }

    /// <summary>When the call arrived.</summary>
    public required DateTimeOffset EventTime { get; init; }

    /// <summary>The service, such as <c>kms.amazonaws.com</c>.</summary>
    public required string EventSource { get; init; }

    /// <summary>The operation, such as <c>Encrypt</c>, or an event such as <c>RotateKey</c>.</summary>
    public required string EventName { get; init; }

    /// <summary><c>AwsApiCall</c> or <c>AwsServiceEvent</c>.</summary>
    public string EventType { get; init; } = "AwsApiCall";

    /// <summary>Who asked.</summary>
    public required Caller Caller { get; init; }

    /// <summary>The region that was asked.</summary>
    public required string Region { get; init; }

    /// <summary>The caller's address, or the name of the service that called on behalf of another.</summary>
    public string? SourceAddress { get; init; }

    /// <summary>The caller's user agent.</summary>
    public string? UserAgent { get; init; }

    /// <summary>The request id that the caller saw; null for service events.</summary>
    public Guid? RequestId { get; init; }

    /// <summary>The service that made this call on the caller's behalf, such as <c>s3.amazonaws.com</c>.</summary>
    public string? InvokedBy { get; init; }

    /// <summary>True when the action changes nothing.</summary>
    public bool ReadOnly { get; init; }

    /// <summary>False for data events (object reads and writes).</summary>
    public bool ManagementEvent { get; init; } = true;

    /// <summary>The account whose resource was touched.</summary>
    public required string RecipientAccount { get; set; }

    /// <summary>AWS's error code, when refused.</summary>
    public string? ErrorCode { get; set; }

    /// <summary>AWS's error text, when refused.</summary>
    public string? ErrorMessage { get; set; }

    /// <summary>Writes the request's parameters as one JSON value; null for none.</summary>
    public Action<Utf8JsonWriter>? RequestParameters { get; set; }

    /// <summary>Writes the response's elements as one JSON value; null for none.</summary>
    public Action<Utf8JsonWriter>? ResponseElements { get; set; }

    /// <summary>Writes further details of the event; null for none.</summary>
    public Action<Utf8JsonWriter>? AdditionalEventData { get; set; }

    /// <summary>Writes the details of a service event as one JSON value; null for calls.</summary>
    public Action<Utf8JsonWriter>? ServiceEventDetails { get; set; }

    /// <summary>How the connection was protected; null without TLS.</summary>
    public AuditedTls? Tls { get; init; }

    /// <summary>The resources that were touched.</summary>
    public List<AuditedResource> Resources { get; } = new(capacity: 1);
}

/// <summary>The TLS connection over which a call came, as CloudTrail's tlsDetails has it.</summary>
/// <param name="Version">Such as <c>TLSv1.3</c>.</param>
/// <param name="CipherSuite">Such as <c>TLS_AES_128_GCM_SHA256</c>.</param>
/// <param name="Host">The host name that the client asked for.</param>
public sealed record AuditedTls(string Version, string CipherSuite, string? Host);

/// <summary>A resource that a call touched.</summary>
/// <param name="Account">Its owner.</param>
/// <param name="Type">CloudTrail's name, such as <c>AWS::KMS::Key</c>.</param>
/// <param name="Arn">Its ARN.</param>
public readonly record struct AuditedResource(string Account, string Type, string Arn);
