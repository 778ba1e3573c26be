package io.sensorplatform.local.stack;

import io.sensorplatform.local.server.Checkout;
import io.sensorplatform.local.server.Jvm;
import io.sensorplatform.local.server.LocalProcess;
import io.sensorplatform.local.server.LocalServer;
import io.sensorplatform.local.server.SettingsFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.function.Supplier;

/** One of the four services, in a JVM of its own. */
final class ServiceServer extends LocalServer {
  private final Component component;
  private final Checkout checkout;
  private final DataDirectory data;
  private final List<String> flags;
  private final String main;
  private final Supplier<Properties> settings;
  private final int managementPort;

  ServiceServer(
      Component component,
      Checkout checkout,
      DataDirectory data,
      List<String> flags,
      String main,
      Supplier<Properties> settings,
      int managementPort) {
    super(
        component.label(),
        LocalProcess.lasting(data.pid(component), data.output(component)),
        "TERM");
    this.component = component;
    this.checkout = checkout;
    this.data = data;
    this.flags = flags;
    this.main = main;
    this.settings = settings;
    this.managementPort = managementPort;
  }

  @Override
  public boolean isReady() {
    return Http.isOk("http://127.0.0.1:" + managementPort + "/actuator/health/readiness");
  }

  @Override
  protected void launch() {
    Path target = checkout.target(component.label());
    Path jar = target.resolve(component.label() + ".jar");
    if (!Files.exists(jar)) {
      throw new StackException(
          "%s is not built: %s is missing; `./platform up` builds it"
              .formatted(component.label(), jar));
    }
    SettingsFile.write(data.settings(component), settings.get());
    List<String> all = new ArrayList<>(flags);
    // No secret is ever in here: the file holds them.
    all.add(
        "-Dspring.config.additional-location=%s,optional:%s"
            .formatted(data.settings(component).toUri(), data.ownSettings(component).toUri()));
    process()
        .start(
            Jvm.command(
                checkout,
                data.root(),
                name(),
                all,
                List.of(jar, target.resolve("lib").resolve("*")),
                main,
                List.of()),
            data.run(component));
  }
}
