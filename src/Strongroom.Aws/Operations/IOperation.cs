namespace Strongroom.Aws;

/// <summary>One operation of an AWS service: parse, find, permit, act, stage, answer. It never sees HTTP and never commits.</summary>
/// <typeparam name="TRequest">The request; its properties carry AWS's member names and constraint attributes.</typeparam>
/// <typeparam name="TResponse">The response. If disposable, it is disposed once it is on the wire.</typeparam>
public interface IOperation<in TRequest, TResponse>
{
    /// <summary>Does what is asked, staging changes on <paramref name="call"/>. May run again, from the start, after a conflict.</summary>
    /// <exception cref="FaultException">A refusal that the caller may read.</exception>
    ValueTask<TResponse> InvokeAsync(TRequest request, Call call, CancellationToken cancellation);
}

/// <summary>Marks an operation and names it on the wire.</summary>
/// <param name="name">For awsJson the X-Amz-Target (<c>TrentService.Encrypt</c>); for awsQuery the service and Action.</param>
[AttributeUsage(AttributeTargets.Class)]
public sealed class OperationAttribute(string name) : Attribute
{
    /// <summary>The name on the wire.</summary>
    public string Name => name;

    /// <summary>
    /// CloudTrail's <c>readOnly</c>: true when the action changes nothing. Encrypt, Decrypt and their like count as read-only.
    /// </summary>
    public bool ReadOnly { get; init; }

    /// <summary>True for CloudTrail's data events: what is done with the objects of a bucket, not with the bucket.</summary>
    public bool DataEvent { get; init; }
}

/// <summary>The answer of an operation that has none: an empty body in awsJson.</summary>
public readonly record struct Unit;
