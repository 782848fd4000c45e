using System.Diagnostics;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using Strongroom.Audit;
using Strongroom.Aws.Protocols;
using Strongroom.Storage;

namespace Strongroom.Aws;

/// <summary>
/// Runs one operation to its end: read, check, act, commit its changes with its records, and only then answer. A conflict runs it again
/// from the start; a fault drops its changes and keeps its records.
/// </summary>
public sealed class Dispatcher
{
    private const int MostAttempts = 5;

    // CloudTrail's own limit on an errorMessage.
    private const int MostErrorCharacters = 1024;

    private readonly Commit commit;
    private readonly ILogger logger;

    /// <summary>A dispatcher whose calls end in <paramref name="trail"/>.</summary>
    public Dispatcher(AuditTrail trail, ILogger<Dispatcher> logger) : this(trail.CommitAsync, logger)
    {
    }

    internal Dispatcher(Commit commit, ILogger logger) => (this.commit, this.logger) = (commit, logger);

    /// <summary><see cref="AuditTrail.CommitAsync"/>.</summary>
    internal delegate ValueTask<CommitResult> Commit(
        StagedChanges changes, IReadOnlyList<AuditRecord> records, CancellationToken cancellation);

    /// <summary>Answers into <paramref name="answer"/>. Never throws for anything that a request or an operation does.</summary>
    /// <remarks>An authenticated call runs to its end, and is recorded, even if its caller hangs up.</remarks>
    /// <param name="operation">What is asked.</param>
    /// <param name="arrival">By whom.</param>
    /// <param name="body">The request's body. Only read.</param>
    /// <param name="answer">Empty; receives the status and the body.</param>
    /// <param name="cancellation">Stops the work at shutdown.</param>
    public ValueTask DispatchAsync(
        OperationEntry operation, Arrival arrival, ReadOnlyMemory<byte> body, AnswerBuffer answer, CancellationToken cancellation)
        => DispatchAsync(operation, arrival, new Input(body, null), answer, cancellation);

    /// <summary>Answers a REST request.</summary>
    internal ValueTask DispatchAsync(
        OperationEntry operation, Arrival arrival, RestInput input, AnswerBuffer answer, CancellationToken cancellation)
        => DispatchAsync(operation, arrival, new Input(default, input), answer, cancellation);

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private async ValueTask DispatchAsync(
        OperationEntry operation, Arrival arrival, Input input, AnswerBuffer answer, CancellationToken cancellation)
    {
        var protocol = Protocol.Of(operation.Service.Protocol);
        var faults = new Failures(operation.Service.Faults, arrival.RequestId);
        try
        {
            for (var attempt = 1; attempt <= MostAttempts; attempt++)
                if (await AttemptAsync(operation, arrival, protocol, faults, input, answer, cancellation)) return;

            Log.KeptConflicting(logger, operation.WireName, MostAttempts, arrival.RequestId);
            protocol.Write(faults.Busy(), operation.Service, arrival.RequestId, answer);
        }
#pragma warning disable CA1031 // The one place that answers for every bug: logged with the request's id, and the server goes on.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            var fault = Explain(exception, operation, faults, arrival.RequestId);
            answer.Clear();
            protocol.Write(fault, operation.Service, arrival.RequestId, answer);
        }
    }

    /// <summary>One try. False on a conflict, in which case nothing was written and nothing answered.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<bool> AttemptAsync(
        OperationEntry operation, Arrival arrival, Protocol protocol, Failures faults, Input input, AnswerBuffer answer,
        CancellationToken cancellation)
    {
        var began = Stopwatch.GetTimestamp();
        var call = CallOf(operation, arrival);
        object? request = null;
        object? response = null;
        try
        {
            FaultException? fault = null;
            try
            {
                request = input.Rest is { } rest ? operation.ReadRest(rest) : protocol.Read(operation, input.Body.Span);
                call.Record.RequestParameters = new RecordedValue(request, operation.ParametersWriter).Write;
                operation.Check(request);
                response = await operation.InvokeAsync(request, call, cancellation);
                if (!operation.ReadOnly) call.Record.ResponseElements = new RecordedValue(response, operation.ElementsWriter).Write;
            }
#pragma warning disable CA1031 // A bug in an operation is recorded like a refusal: an authenticated action never goes unrecorded.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                fault = exception as FaultException ?? Explain(exception, operation, faults, arrival.RequestId);
                Refuse(call, fault);
            }

            var committed = await commit(call.Changes, RecordsOf(call), CancellationToken.None);
            if (!committed.Committed) return false;

            if (fault is not null)
            {
                protocol.Write(fault, operation.Service, arrival.RequestId, answer);
            }
            else
            {
                protocol.Write(operation, response!, arrival.RequestId, answer);
                if (answer.Content is not null) response = Hold(operation, response!, answer);
            }

            RequestMeter.Count(operation, fault?.Code, began);
            return true;
        }
        finally
        {
            if (request is not null) operation.Release(request);
            if (response is not null) operation.ReleaseResponse(response);
        }
    }

    // What is still to be sent is released once it has been.
    private static object? Hold(OperationEntry operation, object response, AnswerBuffer answer)
    {
        answer.Held = () => operation.ReleaseResponse(response);
        return null;
    }

    /// <summary>A request: its body, or all of it.</summary>
    private readonly record struct Input(ReadOnlyMemory<byte> Body, RestInput? Rest);

    /// <summary>CloudTrail's errorCode: a denial has one name in the records of all services.</summary>
    internal static string RecordedCodeOf(FaultException fault) => fault.Code == "AccessDeniedException" ? "AccessDenied" : fault.Code;

    private static Call CallOf(OperationEntry operation, Arrival arrival) => new()
    {
        RequestId = arrival.RequestId,
        Caller = arrival.Caller,
        Region = arrival.Region,
        SourceAddress = arrival.SourceAddress,
        UserAgent = arrival.UserAgent,
        Tls = arrival.Tls,
        Signature = arrival.Signature,
        Time = arrival.Time,
        Record = new()
        {
            EventId = UniqueIds.Next(),
            EventTime = arrival.Time,
            EventSource = operation.Service.EventSource,
            EventName = operation.Name,
            Caller = arrival.Caller,
            Region = arrival.Region,
            SourceAddress = arrival.SourceAddress,
            UserAgent = arrival.UserAgent,
            RequestId = arrival.RequestId,
            ReadOnly = operation.ReadOnly,
            ManagementEvent = !operation.DataEvent,
            RecipientAccount = arrival.Caller.Account,
        },
    };

    private static AuditRecord[] RecordsOf(Call call)
        => !call.HasFurtherRecords ? [call.Record] : [call.Record, .. call.FurtherRecords];

    private static void Refuse(Call call, FaultException fault)
    {
        call.Changes.Clear();
        if (call.HasFurtherRecords) call.FurtherRecords.RemoveAll(record => record.EventType != "AwsApiCall");
        call.Record.ErrorCode = RecordedCodeOf(fault);
        call.Record.ErrorMessage = fault.Text?.Length > MostErrorCharacters ? fault.Text[..MostErrorCharacters] : fault.Text;
        call.Record.ResponseElements = null;
    }

    private FaultException Explain(Exception exception, OperationEntry operation, Failures faults, Guid requestId)
    {
        switch (exception)
        {
            case StoreFullException:
                Log.StoreFull(logger, operation.WireName, requestId);
                return faults.StoreFull();
            case AuditUnavailableException or StoreFailedException:
                Log.Unavailable(logger, exception, operation.WireName, requestId);
                return faults.Unavailable();
            case DamagedRecordException damaged:
                Log.Damaged(logger, damaged, operation.WireName, requestId);
                return faults.Damaged(damaged);
            default:
                Log.Unexpected(logger, exception, operation.WireName, requestId);
                return faults.Internal();
        }
    }
}
