using System.CommandLine;
using Strongroom;
using Strongroom.Commands;

var root = new RootCommand("Strongroom: key management, secrets and encrypted storage that you run yourself.")
{
    ServeCommand.Create(), AccountCommand.Create(), ExplainCommand.Create(), RunCommand.Create(), S3Commands.Create(),
};
foreach (var command in SealCommands.Create().Concat(BackupCommands.Create())) root.Add(command);
return await root.Parse(args).InvokeAsync(new() { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null });
