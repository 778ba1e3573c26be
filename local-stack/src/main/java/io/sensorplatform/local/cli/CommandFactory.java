package io.sensorplatform.local.cli;

import picocli.CommandLine;

/** Gives every command the session. */
record CommandFactory(Session session) implements CommandLine.IFactory {
  @Override
  public <K> K create(Class<K> type) throws Exception {
    if (type.getPackage().equals(getClass().getPackage())) {
      return type.getDeclaredConstructor(Session.class).newInstance(session);
    }
    return CommandLine.defaultFactory().create(type);
  }
}
