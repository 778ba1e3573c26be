package io.sensorplatform.defaults.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

/** Secrets Manager is played by a small server that answers as its documentation says. */
@ExtendWith(OutputCaptureExtension.class)
class SecretSettingsTest {

  @TempDir private Path directory;

  private final List<String> targets = new CopyOnWriteArrayList<>();
  private final List<String> authorizations = new CopyOnWriteArrayList<>();
  private HttpServer manager;

  @BeforeEach
  void start() throws Exception {
    System.setProperty("aws.accessKeyId", "AKIAEXAMPLE");
    System.setProperty("aws.secretAccessKey", "not-a-real-one");
    manager = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    manager.createContext(
        "/",
        exchange -> {
          String asked =
              new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
          targets.add(exchange.getRequestHeaders().getFirst("X-Amz-Target"));
          authorizations.add(exchange.getRequestHeaders().getFirst("Authorization"));
          int status = 200;
          String answer =
              switch (asked) {
                case "{\"SecretId\":\"prod/database\"}" ->
                    "{\"SecretString\":\"{\\\"username\\\":\\\"u\\\",\\\"password\\\":\\\"s3cret one\\\"}\"}";
                case "{\"SecretId\":\"prod/pepper\"}" -> "{\"SecretBinary\":\"czNjcmV0IHR3bw==\"}";
                default -> {
                  status = 400;
                  yield "{\"__type\":\"ResourceNotFoundException\",\"Message\":\"nothing there\"}";
                }
              };
          byte[] bytes = answer.getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(status, bytes.length);
          exchange.getResponseBody().write(bytes);
          exchange.close();
        });
    manager.start();
  }

  @AfterEach
  void stop() {
    manager.stop(0);
    System.clearProperty("aws.accessKeyId");
    System.clearProperty("aws.secretAccessKey");
  }

  @Test
  void aSettingIsReadFromAFileWithoutItsLineEnd() throws Exception {
    Path file = Files.writeString(directory.resolve("s3 key"), "s3cret\n");

    assertThat(run("--platform.s3.secret-key=secret://file" + file).getProperty(S3))
        .isEqualTo("s3cret");
  }

  @Test
  void anEnvironmentVariableMayNameASecretToo() throws Exception {
    Path file = Files.writeString(directory.resolve("password"), "s3cret");
    var environment = new StandardEnvironment();
    environment
        .getPropertySources()
        .replace(
            StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
            new SystemEnvironmentPropertySource(
                StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
                Map.of("SPRING_DATASOURCE_PASSWORD", "secret://file" + file)));

    ConfigurableEnvironment ready = run(environment);

    assertThat(Binder.get(ready).bind("spring.datasource.password", Secret.class).get().text())
        .isEqualTo("s3cret");
  }

  @Test
  void secretsManagerIsAskedForTextForAMemberAndForBytes() {
    ConfigurableEnvironment ready =
        run(
            "--a=secret://aws-secrets-manager/prod/database#password",
            "--b=secret://aws-secrets-manager/prod/database#username",
            "--c=secret://aws-secrets-manager/prod/pepper",
            "--platform.secrets.aws-region=eu-central-1",
            "--platform.secrets.aws-endpoint=" + endpoint());

    assertThat(ready.getProperty("a")).isEqualTo("s3cret one");
    assertThat(ready.getProperty("b")).isEqualTo("u");
    assertThat(ready.getProperty("c")).isEqualTo("s3cret two");
    // Each secret once, however many settings it serves.
    assertThat(targets)
        .containsExactly("secretsmanager.GetSecretValue", "secretsmanager.GetSecretValue");
    assertThat(authorizations)
        .allSatisfy(header ->
            assertThat(header)
                .startsWith("AWS4-HMAC-SHA256 Credential=AKIAEXAMPLE/")
                .contains("/eu-central-1/secretsmanager/aws4_request"));
  }

  @Test
  void aSecretThatCannotBeReadStopsTheStartAndIsNamed(CapturedOutput output) {
    assertThatThrownBy(() ->
            run(
                "--spring.datasource.password=secret://aws-secrets-manager/prod/none",
                "--platform.secrets.aws-region=eu-central-1",
                "--platform.secrets.aws-endpoint=" + endpoint()))
        .isInstanceOf(UnreadableSecretException.class)
        .hasMessageContaining("spring.datasource.password")
        .hasMessageContaining("secret://aws-secrets-manager/prod/none")
        .hasMessageContaining("400 ResourceNotFoundException");
    assertThat(output).contains("APPLICATION FAILED TO START", "spring.datasource.password");

    assertThatThrownBy(() -> run("--x=secret://file/no/such/file"))
        .hasMessageContaining("'x' is secret://file/no/such/file")
        .hasMessageContaining("NoSuchFile");
    assertThatThrownBy(() -> run("--x=secret://vault/y"))
        .hasMessageContaining("there are only secret://file/");
  }

  @Test
  void noMessageQuotesASecret() {
    assertThatThrownBy(() ->
            run(
                "--x=secret://aws-secrets-manager/prod/pepper#member",
                "--platform.secrets.aws-region=eu-central-1",
                "--platform.secrets.aws-endpoint=" + endpoint()))
        .hasMessageContaining("not JSON")
        .hasStackTraceContaining("member")
        .satisfies(failure -> assertThat(stack(failure)).doesNotContain("s3cret"));
    assertThat(Secret.valueOf("s3cret")).hasToString("(secret)");
  }

  private static final String S3 = "platform.s3.secret-key";

  private static String stack(Throwable failure) {
    var all = new ArrayList<String>();
    for (Throwable at = failure; at != null; at = at.getCause()) {
      all.add(at.toString());
    }
    return all.toString();
  }

  private String endpoint() {
    return "http://127.0.0.1:" + manager.getAddress().getPort() + "/";
  }

  private static ConfigurableEnvironment run(String... settings) {
    return run(new StandardEnvironment(), settings);
  }

  private static ConfigurableEnvironment run(
      ConfigurableEnvironment environment, String... settings) {
    var application = new SpringApplication(Nothing.class);
    application.setWebApplicationType(WebApplicationType.NONE);
    application.setEnvironment(environment);
    try (var context = application.run(settings)) {
      return context.getEnvironment();
    }
  }

  static final class Nothing {}
}
