package io.sensorplatform.local.cli;

import io.sensorplatform.local.access.Access;
import io.sensorplatform.local.demo.Demo;
import io.sensorplatform.local.demo.DemoPlatform;
import io.sensorplatform.local.server.S3Server;
import io.sensorplatform.local.stack.Stack;
import io.sensorplatform.local.stack.StackException;
import io.sensorplatform.local.stack.StackStatus;
import io.sensorplatform.local.stack.StackStatus.State;
import java.net.URI;
import java.time.Clock;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    name = "demo",
    description = {
      "Register a fleet and replay years of real weather through the public API,",
      "then count what was accepted, stored and archived."
    })
final class DemoCommand implements Callable<Integer> {
  private final Session session;

  @Option(
      names = "--rate",
      paramLabel = "N",
      description = "Readings per second; default: as fast as they are accepted.")
  private @Nullable Integer rate;

  DemoCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() throws InterruptedException {
    Stack stack = session.stack();
    StackStatus status = stack.status();
    if (status.state() != State.ready) {
      throw new StackException(
          "the platform is %s, not ready: %s up".formatted(status.state(), session.self()));
    }
    if (rate != null && rate < 1) {
      throw new StackException("--rate must be 1 or more");
    }
    Terminal terminal = session.terminal;
    boolean complete =
        new Demo(platform(stack, status), terminal.out, terminal.outIsTerminal(), Clock.systemUTC())
            .run(rate == null ? OptionalInt.empty() : OptionalInt.of(rate));
    return complete ? 0 : 1;
  }

  private DemoPlatform platform(Stack stack, StackStatus status) {
    Access access = Access.to(stack);
    var postgres = status.postgres();
    var s3 = status.s3();
    return new DemoPlatform(
        session.self(),
        URI.create(status.gateway()),
        Stack.TENANT,
        new DemoPlatform.Devices(access::ensureDevice, access::deviceToken),
        new DemoPlatform.Database(
            postgres.host(),
            postgres.port(),
            postgres.database(),
            postgres.username(),
            String.valueOf(postgres.password())),
        new DemoPlatform.ObjectStore(
            URI.create(s3.endpoint()),
            S3Server.REGION,
            s3.bucket(),
            s3.accessKey(),
            String.valueOf(s3.secretKey())));
  }
}
