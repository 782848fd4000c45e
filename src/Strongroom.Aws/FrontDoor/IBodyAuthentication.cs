using Strongroom.Access;
using Strongroom.Aws.Shapes;

namespace Strongroom.Aws;

/// <summary>Believes a call that carries no signature, because of what stands in its body: a token that somebody else signed.</summary>
public interface IBodyAuthentication
{
    /// <summary>The signing name of the service that has the operation.</summary>
    string Service { get; }

    /// <summary>The operation: the one Action that this is asked for.</summary>
    string Action { get; }

    /// <summary>The most bytes of body that are read of somebody who has not authenticated.</summary>
    int MaxBodyBytes { get; }

    /// <summary>Who calls.</summary>
    /// <exception cref="FaultException">Nobody whom this believes. Nothing is recorded of it but a count and a line in the log.</exception>
    ValueTask<Caller> AuthenticateAsync(FormNode form, CancellationToken cancellation);
}
