using Strongroom.Access;
using Strongroom.Audit;
using Strongroom.Storage;

namespace Strongroom.Aws;

/// <summary>One authenticated call on its way through: who asks, where, when, and what is to be changed and recorded.</summary>
public sealed class Call : ICallFacts
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

    /// <summary>How the call was signed, where its service's policies ask for that.</summary>
    public SignatureFacts? Signature { get; init; }

    /// <summary>When the call arrived: the only clock an operation reads.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>
    /// The service that acts for the caller, such as <c>s3.us-east-1.amazonaws.com</c>: <c>kms:ViaService</c>. Never set from a header.
    /// </summary>
    public string? ViaService { get; init; }

    /// <summary>The call on whose behalf this one is made.</summary>
    public Call? Parent { get; init; }

    /// <summary>The caller's account.</summary>
    public string Account => Caller.Account;

    /// <summary>What is to be changed when the call succeeds. A child call stages into its parent's.</summary>
    public StagedChanges Changes { get; init; } = new();

    /// <summary>The record of this call.</summary>
    public required AuditRecord Record { get; init; }

    /// <summary>Records of child calls and service events, written with this call's own. A child call's are its parent's.</summary>
    /// <remarks>When the call is refused, records of service events are dropped with the changes that they tell of.</remarks>
    public List<AuditRecord> FurtherRecords => further ??= Parent?.FurtherRecords ?? [];

    /// <summary>True once there are any: most calls have none.</summary>
    internal bool HasFurtherRecords => (Parent?.further ?? further) is { Count: > 0 };

    private List<AuditRecord>? further;

    /// <summary>Names a resource that the call touches, for its record.</summary>
    public void Touch(string account, string type, string arn)
    {
        Record.Resources.Add(new(account, type, arn));
        Record.RecipientAccount = account;
    }

    /// <summary>
    /// The call that a service makes to another on behalf of this call's caller: same caller, same changes, a record of its own.
    /// </summary>
    /// <param name="service">The service that calls, as in its host names: <c>s3</c>.</param>
    /// <param name="eventSource">The service that is called: <c>kms.amazonaws.com</c>.</param>
    /// <param name="operation">What it is asked to do: <c>GenerateDataKey</c>.</param>
    /// <param name="readOnly">True when that changes nothing.</param>
    public Call Child(string service, string eventSource, string operation, bool readOnly)
    {
        var name = $"{service}.amazonaws.com";
        var record = new AuditRecord
        {
            EventId = UniqueIds.Next(),
            EventTime = Time,
            EventSource = eventSource,
            EventName = operation,
            Caller = Caller,
            Region = Region,
            SourceAddress = name,
            UserAgent = name,
            RequestId = UniqueIds.Next(),
            InvokedBy = name,
            ReadOnly = readOnly,
            RecipientAccount = Account,
        };
        FurtherRecords.Add(record);
        return new()
        {
            RequestId = record.RequestId.Value,
            Caller = Caller,
            Region = Region,
            SourceAddress = SourceAddress,
            UserAgent = UserAgent,
            Tls = Tls,
            Time = Time,
            ViaService = $"{service}.{Region}.amazonaws.com",
            Parent = this,
            Changes = Changes,
            Record = record,
        };
    }

    /// <summary>One part of a batch: same caller and changes, and a record of its own as if it had been asked for by itself.</summary>
    /// <param name="operation">The operation that the part is: <c>GetSecretValue</c>.</param>
    /// <param name="readOnly">True when that changes nothing.</param>
    public Call Part(string operation, bool readOnly)
    {
        var record = new AuditRecord
        {
            EventId = UniqueIds.Next(),
            EventTime = Time,
            EventSource = Record.EventSource,
            EventName = operation,
            Caller = Caller,
            Region = Region,
            SourceAddress = SourceAddress,
            UserAgent = UserAgent,
            RequestId = RequestId,
            ReadOnly = readOnly,
            RecipientAccount = Account,
        };
        FurtherRecords.Add(record);
        return new()
        {
            RequestId = RequestId,
            Caller = Caller,
            Region = Region,
            SourceAddress = SourceAddress,
            UserAgent = UserAgent,
            Tls = Tls,
            Time = Time,
            ViaService = ViaService,
            Parent = this,
            Changes = Changes,
            Record = record,
        };
    }

    /// <summary>This call as its service carries it on in another region of the installation: same caller, changes and records.</summary>
    public Call In(string region) => new()
    {
        RequestId = RequestId,
        Caller = Caller,
        Region = region,
        SourceAddress = SourceAddress,
        UserAgent = UserAgent,
        Tls = Tls,
        Time = Time,
        ViaService = ViaService,
        Parent = this,
        Changes = Changes,
        Record = Record,
    };

    /// <summary>Runs a child call and, if it is refused, says so in its record.</summary>
    public async ValueTask<T> RecordedAsync<T>(Func<Call, ValueTask<T>> act)
    {
        try
        {
            return await act(this);
        }
        catch (FaultException fault)
        {
            Record.ErrorCode = Dispatcher.RecordedCodeOf(fault);
            Record.ErrorMessage = fault.Text;
            throw;
        }
    }
}
