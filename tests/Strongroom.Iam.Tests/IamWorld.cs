using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Strongroom.Access;
using Strongroom.Aws;
using Strongroom.Cryptography;
using Strongroom.Iam.Operations;
using Strongroom.Storage;
using Strongroom.Sts;
using Strongroom.Sts.Operations;

namespace Strongroom.Iam.Tests;

/// <summary>
/// IAM and STS over records in memory, without a front door: operations are called and committed as the dispatcher
/// would.
/// </summary>
internal sealed class IamWorld : IPurposeKeys, IDisposable
{
    public const string Account = "111122223333", AllowAll = """{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}""";

    private readonly KeyMaterial key = KeyMaterial.CopyOf("0123456789abcdef0123456789abcdef"u8);
    private readonly ServiceProvider services;

    public IamWorld()
    {
        Records = new(new MemoryRecordStore(), this);
        services = new ServiceCollection()
            .AddSingleton(Records)
            .AddSingleton<IPurposeKeys>(this)
            .AddSingleton<PrincipalStore>()
            .AddSingleton<IPolicySource>(provider => provider.GetRequiredService<PrincipalStore>())
            .AddSingleton<SessionTokens>()
            .AddSingleton<AccessKeyStore>()
            .AddSingleton<PageTokens>()
            .AddSingleton<Authorizer>()
            .AddIam(this)
            .AddSingleton(TimeProvider.System)
            .AddSts([])
            .BuildServiceProvider();
    }

    public Records Records { get; }

    public DateTimeOffset Now { get; set; } = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public AccessKeyStore Credentials => services.GetRequiredService<AccessKeyStore>();

    public PrincipalStore Principals => services.GetRequiredService<PrincipalStore>();

    public Caller Root { get; } = Caller.Root(Account, "AKIAROOTROOTROOTROOT");

    byte IPurposeKeys.Current => 1;

    KeyMaterial? IPurposeKeys.Find(byte name) => name == 1 ? key : null;

    /// <summary>Calls an operation as somebody and commits what it staged.</summary>
    public async Task<TResponse> RunAsync<TRequest, TResponse>(Type operation, Caller caller, TRequest request)
    {
        var call = CallOf(caller);
        var instance = (IOperation<TRequest, TResponse>)ActivatorUtilities.CreateInstance(services, operation);
        var response = await instance.InvokeAsync(request, call, CancellationToken.None);
        Assert.True((await Records.CommitAsync(call.Changes)).Committed);
        return response;
    }

    /// <summary>Calls an operation that answers with nothing.</summary>
    public Task DoAsync<TRequest>(Type operation, Caller caller, TRequest request) => RunAsync<TRequest, Unit>(operation, caller, request);

    public async Task<Decision> DecideAsync(Caller caller, string action, string resource = "*") =>
        await services.GetRequiredService<Authorizer>().DecideAsync(new()
        {
            Caller = caller,
            Facts = CallOf(caller),
            Action = ActionName.Of(action),
            Resource = resource,
            ResourceAccount = caller.Account,
        });

    /// <summary>A user with an access key; its caller as the front door would find it.</summary>
    public async Task<Caller> UserAsync(string name, string? policy = null)
    {
        await RunAsync<CreateUser.Request, CreateUser.Response>(typeof(CreateUser), Root, new() { UserName = name });
        if (policy is not null)
            await DoAsync<PutUserPolicy.Request>(typeof(PutUserPolicy), Root,
                new() { UserName = name, PolicyName = "p", PolicyDocument = policy });
        var made = await RunAsync<CreateAccessKey.Request, CreateAccessKey.Response>(typeof(CreateAccessKey), Root,
            new() { UserName = name });
        made.AccessKey.SecretAccessKey.Dispose();
        return (await Credentials.FindAsync(made.AccessKey.AccessKeyId, null, CancellationToken.None))!.Caller;
    }

    /// <summary>Assumes a role; the credential as the front door would find it.</summary>
    public async Task<(Credential? Credential, AssumeRole.Response Answer)> AssumeAsync(Caller caller, AssumeRole.Request request)
    {
        var answer = await RunAsync<AssumeRole.Request, AssumeRole.Response>(typeof(AssumeRole), caller, request);
        return (await Credentials.FindAsync(answer.Credentials.AccessKeyId, answer.Credentials.SessionToken, CancellationToken.None),
            answer);
    }

    public static async Task RefusedAsync(string code, string? text, Func<Task> act)
    {
        var fault = await Assert.ThrowsAsync<FaultException>(act);
        Assert.Equal(code, fault.Code);
        if (text is not null) Assert.Equal(text, fault.Text);
    }

    public static string TextOf(KeyMaterial secret)
    {
        using var lease = secret.Borrow();
        return Encoding.ASCII.GetString(lease.Bytes);
    }

    public void Dispose()
    {
        services.Dispose();
        key.Dispose();
    }

    private Call CallOf(Caller caller) => new()
    {
        RequestId = Guid.NewGuid(),
        Caller = caller,
        Region = "us-east-1",
        SourceAddress = "203.0.113.7",
        Time = Now,
        Record = new()
        {
            EventId = Guid.NewGuid(),
            EventTime = Now,
            EventSource = "iam.amazonaws.com",
            EventName = "Test",
            Caller = caller,
            Region = "us-east-1",
            RecipientAccount = caller.Account,
        },
    };
}
