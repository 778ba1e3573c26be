package io.sensorplatform.endtoend;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** One running stack for all test classes, taken as a parameter; stopped after the last. */
public final class SharedPlatform implements ParameterResolver {

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == Platform.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return context
        .getRoot()
        .getStore(ExtensionContext.Namespace.GLOBAL)
        .computeIfAbsent(Running.class, key -> new Running(), Running.class)
        .platform;
  }

  static final class Running implements AutoCloseable {

    private final Platform platform;

    Running() {
      try {
        // With a space: a user's home may have one.
        Path data = Files.createTempDirectory("sensor platform");
        platform = new Platform(data.resolve("data"));
      } catch (java.io.IOException e) {
        throw new IllegalStateException(e);
      }
      // Also when the tests are cut off.
      Runtime.getRuntime().addShutdownHook(new Thread(platform::down));
      platform.up();
    }

    @Override
    public void close() {
      platform.run("reset", "--yes").succeeded();
    }
  }
}
