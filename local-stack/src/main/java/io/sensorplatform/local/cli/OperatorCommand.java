package io.sensorplatform.local.cli;

import io.sensorplatform.local.stack.StackException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

@Command(
    name = "operator",
    description = "Who administers and watches the platform.",
    synopsisSubcommandLabel = "add|list|role|password|disable|enable",
    subcommands = {
      OperatorCommand.Add.class,
      OperatorCommand.ListAll.class,
      OperatorCommand.SetRole.class,
      OperatorCommand.Password.class,
      OperatorCommand.Disable.class,
      OperatorCommand.Enable.class
    })
final class OperatorCommand {
  private static final String PATH = "/v1/operators";

  OperatorCommand(Session session) {}

  private static void print(Terminal terminal, JsonNode operator) {
    terminal.out.printf(
        "%-24s  %-8s  tenant %s%s%s%n",
        operator.path("username").asString(),
        operator.path("role").asString(),
        operator.path("tenant").asString(),
        operator.path("platformAdmin").asBoolean() ? ", administers the platform" : "",
        operator.path("disabled").asBoolean() ? " " + terminal.bad("disabled") : "");
  }

  private static void change(Session session, String name, Map<String, Object> change) {
    // Names of operators need no escaping; what is none is refused by its path.
    if (!name.matches("[A-Za-z0-9][A-Za-z0-9._@-]{0,63}")) {
      throw new StackException("there is no operator '" + name + "'");
    }
    print(session.terminal, session.access().patch(PATH + "/" + name, change));
  }

  /** One that nobody knows: read from standard input, or made and told this once. */
  private static String password(boolean fromStandardInput) {
    if (!fromStandardInput) {
      byte[] random = new byte[18];
      new SecureRandom().nextBytes(random);
      return Base64.getUrlEncoder().withoutPadding().encodeToString(random);
    }
    try {
      var input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
      String line = input.readLine();
      return line == null ? "" : line;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void tell(Session session, String password, boolean fromStandardInput) {
    if (!fromStandardInput) {
      session.terminal.out.println("password  " + password);
      session.terminal.progress("The password is not shown again.");
    }
  }

  @Command(name = "add", description = "Let somebody in; the password is made and shown this once.")
  static final class Add implements Callable<Integer> {
    private final Session session;

    @Parameters(paramLabel = "NAME", description = "To sign in with.")
    private String name = "";

    @Option(
        names = "--role",
        paramLabel = "ROLE",
        required = true,
        description = "viewer, operator or admin.")
    private String role = "";

    @Option(names = "--tenant", paramLabel = "TENANT", description = "Default: the operator's.")
    private @Nullable String tenant;

    @Option(names = "--platform-admin", description = "May do it for every tenant.")
    private boolean platformAdmin;

    @Option(names = "--password-stdin", description = "Read the password from standard input.")
    private boolean passwordStdin;

    Add(Session session) {
      this.session = session;
    }

    @Override
    public Integer call() {
      String password = password(passwordStdin);
      Map<String, Object> wanted = new LinkedHashMap<>();
      wanted.put("username", name);
      wanted.put("password", password);
      wanted.put("role", role);
      wanted.put("platformAdmin", platformAdmin);
      if (tenant != null) {
        wanted.put("tenant", tenant);
      }
      print(session.terminal, session.access().post(PATH, wanted));
      tell(session, password, passwordStdin);
      return 0;
    }
  }

  @Command(name = "list", description = "All of them.")
  static final class ListAll implements Callable<Integer> {
    private final Session session;

    @Option(names = "--json", description = "As JSON, as GET /v1/operators answers.")
    private boolean json;

    ListAll(Session session) {
      this.session = session;
    }

    @Override
    public Integer call() {
      JsonNode all = session.access().get(PATH);
      if (json) {
        session.printJson(all);
      } else {
        all.path("items").forEach(operator -> print(session.terminal, operator));
      }
      return 0;
    }
  }

  @Command(name = "role", description = "Say what an operator may do.")
  static final class SetRole implements Callable<Integer> {
    private final Session session;

    @Parameters(index = "0", paramLabel = "NAME", description = "The operator.")
    private String name = "";

    @Parameters(index = "1", paramLabel = "ROLE", description = "viewer, operator or admin.")
    private String role = "";

    SetRole(Session session) {
      this.session = session;
    }

    @Override
    public Integer call() {
      change(session, name, Map.of("role", role));
      return 0;
    }
  }

  @Command(
      name = "password",
      description = "Give an operator a new password; what they are signed in with ends.")
  static final class Password implements Callable<Integer> {
    private final Session session;

    @Parameters(paramLabel = "NAME", description = "The operator.")
    private String name = "";

    @Option(names = "--password-stdin", description = "Read the password from standard input.")
    private boolean passwordStdin;

    Password(Session session) {
      this.session = session;
    }

    @Override
    public Integer call() {
      String password = password(passwordStdin);
      change(session, name, Map.of("password", password));
      if (name.equals(session.stack().operator().username())) {
        // Who these commands sign in as: with the one of before they would be locked out.
        session.terminal.progress(
            "These commands use it from now on: " + session.stack().keepOperatorPassword(password));
      }
      tell(session, password, passwordStdin);
      return 0;
    }
  }

  @Command(name = "disable", description = "Keep an operator out.")
  static final class Disable implements Callable<Integer> {
    private final Session session;

    @Parameters(paramLabel = "NAME", description = "The operator.")
    private String name = "";

    Disable(Session session) {
      this.session = session;
    }

    @Override
    public Integer call() {
      change(session, name, Map.of("disabled", true));
      return 0;
    }
  }

  @Command(name = "enable", description = "Let an operator in again.")
  static final class Enable implements Callable<Integer> {
    private final Session session;

    @Parameters(paramLabel = "NAME", description = "The operator.")
    private String name = "";

    Enable(Session session) {
      this.session = session;
    }

    @Override
    public Integer call() {
      change(session, name, Map.of("disabled", false));
      return 0;
    }
  }
}
