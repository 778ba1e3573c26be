package io.sensorplatform.local.cli;

import io.sensorplatform.local.stack.Component;
import io.sensorplatform.local.stack.StackException;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A component as it is written on the command line. */
final class ComponentName implements ITypeConverter<Component> {
  static final String NAMES =
      "gateway-service, auth-service, sensor-service, kafka, stream-service, postgres, s3 or traces";

  /** For picocli. */
  ComponentName(Session session) {}

  @Override
  public Component convert(String name) {
    try {
      return Component.of(name);
    } catch (StackException e) {
      throw new TypeConversionException(String.valueOf(e.getMessage()));
    }
  }
}
