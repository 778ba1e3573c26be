package io.sensorplatform.local.stack;

/** Hears of each step while something takes its time. */
@FunctionalInterface
public interface Progress {
  Progress SILENT = line -> {};

  void say(String line);
}
