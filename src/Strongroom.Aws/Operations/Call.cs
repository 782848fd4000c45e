using Strongroom.Access;
using Strongroom.Audit;
using Strongroom.Storage;

namespace Strongroom.Aws;

/// <summary>One authenticated call on its way through: who asks, where, when, and what is to be changed and recorded.</summary>
public sealed class Call
{
    /// <summary>The id that the caller sees, and that the audit record carries.</summary>
    public required Guid RequestId { get; init; }

    /// <summary>Who asks.</summary>
    public required Caller Caller { get; init; }

    /// <summary>The region asked, from the signature's scope.</summary>
    public required string Region { get; init; }

    /// <summary>The caller's address.</summary>
    public required string SourceAddress { get; init; }

    /// <summary>The caller's user agent.</summary>
    public string? UserAgent { get; init; }

    /// <summary>Came over TLS.</summary>
    public bool Tls { get; init; }

    /// <summary>When the call arrived: the only clock an operation reads.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>The service that acts for the caller, such as <c>s3.us-east-1.amazonaws.com</c>: <c>kms:ViaService</c>. Never set from a header.</summary>
    public string? ViaService { get; init; }

    /// <summary>The call on whose behalf this one is made.</summary>
    public Call? Parent { get; init; }

    /// <summary>The caller's account.</summary>
    public string Account => Caller.Account;

    /// <summary>What is to be changed when the call succeeds.</summary>
    public StagedChanges Changes { get; init; } = new();

    /// <summary>The record of this call.</summary>
    public required AuditRecord Record { get; init; }

    /// <summary>Records of child calls and service events, written with this call's own.</summary>
    public List<AuditRecord> FurtherRecords { get; } = [];

    /// <summary>Names a resource that the call touches, for its record.</summary>
    public void Touch(string account, string type, string arn)
    {
        Record.Resources.Add(new(account, type, arn));
        Record.RecipientAccount = account;
    }
}
