package io.sensorplatform.local.stack;

import io.sensorplatform.local.server.Checkout;
import io.sensorplatform.local.server.Jvm;
import io.sensorplatform.local.server.LocalProcess;
import io.sensorplatform.local.server.LocalServer;
import io.sensorplatform.local.traces.TracesServer;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;

/** The trace page, in a JVM of its own. */
final class TracesComponent extends LocalServer {
  private final Checkout checkout;
  private final DataDirectory data;
  private final int pagePort;
  private final int otlpPort;

  TracesComponent(Checkout checkout, DataDirectory data, int pagePort, int otlpPort) {
    super(
        Component.TRACES.label(),
        LocalProcess.lasting(data.pid(Component.TRACES), data.log(Component.TRACES)),
        "TERM");
    this.checkout = checkout;
    this.data = data;
    this.pagePort = pagePort;
    this.otlpPort = otlpPort;
  }

  URI page() {
    return URI.create("http://127.0.0.1:" + pagePort + "/zipkin/");
  }

  @Override
  public boolean isReady() {
    return Http.isOk("http://127.0.0.1:" + otlpPort + "/health");
  }

  @Override
  protected void launch() {
    Path target = checkout.target("local-stack");
    process()
        .start(
            Jvm.command(
                checkout,
                data.root(),
                name(),
                TracesServer.JVM_FLAGS,
                List.of(checkout.server("zipkin.jar"), Checkout.ownCode(), target.resolve("lib/*")),
                TracesServer.class.getName(),
                List.of(
                    "--zipkin-port",
                    Integer.toString(pagePort),
                    "--otlp-port",
                    Integer.toString(otlpPort))),
            data.run(Component.TRACES));
  }
}
