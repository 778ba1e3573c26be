package io.sensorplatform.local.cli;

import io.sensorplatform.local.access.Access;
import io.sensorplatform.local.access.AccessException;
import io.sensorplatform.local.stack.StackException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    name = "archive",
    description = "Look after the archive on S3.",
    synopsisSubcommandLabel = "verify",
    subcommands = ArchiveCommand.Verify.class)
final class ArchiveCommand {
  ArchiveCommand(Session session) {}

  @Command(
      name = "verify",
      description = {
        "Read the archive from S3 and tell what is missing, twice there, or unreadable.",
        "Exit code 0: sound. 1: problems, or it could not be checked."
      })
  static final class Verify implements Callable<Integer> {
    private final Session session;

    @Option(
        names = "--rows",
        description = "Read every byte and row, not only the footers. Takes its time.")
    private boolean rows;

    @Option(names = "--json", description = "As JSON.")
    private boolean json;

    Verify(Session session) {
      this.session = session;
    }

    @Override
    public Integer call() {
      var verification = verified();
      if (json) {
        session.printJson(verification.json());
      } else {
        verification.print(session.terminal);
      }
      return verification.isSound() ? 0 : 1;
    }

    private ArchiveVerification verified() {
      try {
        Access access = session.access();
        return ArchiveVerification.run(
            access::get,
            rows ? ArchiveVerification.Depth.rows : ArchiveVerification.Depth.footers,
            objects -> {
              if (!json) {
                session.terminal.progress("%,d objects read ...".formatted(objects));
              }
            });
      } catch (AccessException e) {
        throw new StackException("the archive could not be checked: " + e.getMessage(), e);
      }
    }
  }
}
