package io.sensorplatform.local.stack;

import io.sensorplatform.local.server.Checkout;
import io.sensorplatform.local.server.LocalServer;
import io.sensorplatform.local.server.Secrets;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * The whole platform on this machine, by the directory that holds its data. The processes outlive
 * whoever starts them; another {@code Stack} on the same directory finds them.
 */
public final class Stack {
  /** Of the local operator, and so of the devices that it registers. */
  public static final String TENANT = "default";

  private final Checkout checkout;
  private final DataDirectory data;
  private final Set<Component> members;

  private Stack(Checkout checkout, Path data, Set<Component> members) {
    this.checkout = checkout;
    this.data = new DataDirectory(data);
    this.members = members;
  }

  /**
   * A stack that may or may not run, now or later.
   *
   * @param checkout a built working copy
   * @param data where it keeps everything; made when it comes up
   */
  public static Stack at(Path checkout, Path data) {
    return new Stack(new Checkout(checkout), data, EnumSet.allOf(Component.class));
  }

  /** With some components only, for tests of what is around them. */
  static Stack of(Checkout checkout, Path data, Set<Component> members) {
    return new Stack(checkout, data, EnumSet.copyOf(members));
  }

  /**
   * Starts whatever does not run, all at once, and returns when everything is ready: the next
   * reading that is sent is accepted. If something does not come up, what was started is stopped
   * again.
   *
   * @throws StackException with the reason
   */
  public void up(PortChoice choice, Progress progress) {
    data.create();
    try (var lock = StackLock.take(data.lock())) {
      StackPorts ports = ports(choice, progress);
      ClassArchives.allowRequests(data);
      new Startup(data, ports, new Components(checkout, data, ports), members, progress).run();
      ClassArchives.makeInBackground(data);
    }
  }

  public StackStatus status() {
    return StatusReport.of(data, StackPorts.read(data.ports()), components(), members);
  }

  /** kill -9; whether it ran. */
  public boolean kill(Component component) {
    LocalServer server = server(component);
    boolean ran = server.isAlive();
    server.kill();
    return ran;
  }

  /** Orderly stop; whether it ran. */
  public boolean stop(Component component) {
    LocalServer server = server(component);
    boolean ran = server.isAlive();
    server.stop();
    return ran;
  }

  /** Starts one component, unless it runs, and returns when it is ready. */
  public void start(Component component) {
    data.create();
    StackPorts ports = StackPorts.read(data.ports());
    LocalServer server = new Components(checkout, data, ports).server(component);
    if (!server.isAlive()) {
      Startup.refuseBusyPorts(List.of(component), ports);
    }
    Startup.start(server);
  }

  /** Stops everything, also what a crash left; what was stopped. */
  public List<String> down(Progress progress) {
    if (!Files.exists(data.root())) {
      return List.of();
    }
    try (var lock = StackLock.take(data.lock())) {
      return stopAll(progress);
    }
  }

  /** As {@link #down}, for whoever holds the lock or is on its way out. */
  public List<String> stopAll(Progress progress) {
    return new Shutdown(data, components(), progress).run();
  }

  /** Stops everything and deletes all data. */
  public void reset(Progress progress) {
    down(progress);
    data.delete();
  }

  /** Where everything is kept. */
  public Path data() {
    return data.root();
  }

  /** Base URL of the public API. */
  public URI gateway() {
    return URI.create(Components.url(Component.GATEWAY, StackPorts.read(data.ports())));
  }

  /** The local operator's login; without password before the first start. */
  public StackStatus.Operator operator() {
    return StatusReport.operator(data);
  }

  /** From now on the local operator signs in with this. Returns where it is kept. */
  public Path keepOperatorPassword(String password) {
    Path file = data.secrets().passwordFile(ServiceSettings.OPERATOR);
    Secrets.writePrivately(file, password);
    return file;
  }

  /** Where the keys of devices are that were registered here. */
  public Path devices() {
    return data.devices();
  }

  /** Where the operator's last token is kept. */
  public Path operatorTokenCache() {
    return data.operatorToken();
  }

  private LocalServer server(Component component) {
    return components().server(component);
  }

  private Components components() {
    return new Components(checkout, data, StackPorts.read(data.ports()));
  }

  private StackPorts ports(PortChoice choice, Progress progress) {
    StackPorts kept = StackPorts.read(data.ports());
    StackPorts ports = kept;
    if (choice == PortChoice.FREE && !kept.chosenFree()) {
      if (isAnythingAlive()) {
        progress.say("Part of the stack runs already: it keeps its ports.");
      } else {
        ports = StackPorts.free();
      }
    }
    ports.write(data.ports());
    return ports;
  }

  private boolean isAnythingAlive() {
    Components components = components();
    return members.stream().anyMatch(component -> components.server(component).isAlive());
  }
}
