package io.sensorplatform.bench.machine;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * CPU seconds that processes and groups of their threads have had until now, from {@code /proc}.
 * Threads that differ only by a number are a group. Children (PostgreSQL's backends) count as
 * threads of their parent, by what they call themselves.
 */
public record CpuTimes(
    Map<String, Double> processes, Map<String, Map<String, Double>> groups, double[] machine) {

  /** Linux tells times in these, whatever its own tick is. */
  private static final double TICKS_PER_SECOND = 100;

  private static final Path PROC = Path.of("/proc");

  /** Of {@link #machine()}: user, nice, system, idle, iowait, irq, softirq, steal. */
  private static final int IDLE = 3;

  private static final int IO_WAIT = 4;
  private static final int STEAL = 7;

  /**
   * @param pids of processes, by the names that they are to have
   */
  public static CpuTimes of(Map<String, Long> pids) throws IOException {
    var processes = new LinkedHashMap<String, Double>();
    var groups = new LinkedHashMap<String, Map<String, Double>>();
    for (var entry : pids.entrySet()) {
      var own = new TreeMap<String, Double>();
      double total = threads(entry.getValue(), own);
      var children = ProcessHandle.of(entry.getValue()).map(ProcessHandle::descendants);
      for (ProcessHandle child : children.stream().flatMap(all -> all).toList()) {
        double used = seconds(PROC.resolve(child.pid() + "/stat"));
        own.merge(title(child.pid()), used, Double::sum);
        total += used;
      }
      processes.put(entry.getKey(), total);
      groups.put(entry.getKey(), own);
    }
    return new CpuTimes(processes, groups, machineTimes());
  }

  /** What was had since then. */
  public CpuTimes since(CpuTimes before) {
    var since = new LinkedHashMap<String, Double>();
    processes.forEach((name, used) -> since.put(name, used - before.process(name)));
    var sinceOfGroups = new LinkedHashMap<String, Map<String, Double>>();
    groups.forEach((name, all) -> {
      var old = before.groups.getOrDefault(name, Map.of());
      var own = new TreeMap<String, Double>();
      all.forEach((group, used) -> own.put(group, used - old.getOrDefault(group, 0.0)));
      sinceOfGroups.put(name, own);
    });
    double[] sinceOfMachine = new double[machine.length];
    for (int i = 0; i < machine.length; i++) {
      sinceOfMachine[i] = machine[i] - before.machine[i];
    }
    return new CpuTimes(since, sinceOfGroups, sinceOfMachine);
  }

  public double process(String name) {
    return processes.getOrDefault(name, 0.0);
  }

  /** Share of all cores' time that was used. */
  double busy() {
    double all = Arrays.stream(machine).sum();
    return all == 0 ? 0 : 1 - (machine[IDLE] + machine[IO_WAIT]) / all;
  }

  /**
   * Shares of all cores' time: idle, waiting for disks, and taken by other machines of the host.
   */
  public String machineShares() {
    double all = Arrays.stream(machine).sum();
    return "idle %.1f%%, waiting for disks %.1f%%, taken by the host %.1f%%"
        .formatted(
            100 * machine[IDLE] / all, 100 * machine[IO_WAIT] / all, 100 * machine[STEAL] / all);
  }

  private static double threads(long pid, Map<String, Double> groups) throws IOException {
    try (DirectoryStream<Path> tasks = Files.newDirectoryStream(PROC.resolve(pid + "/task"))) {
      for (Path task : tasks) {
        try {
          String stat = Files.readString(task.resolve("stat"));
          String name = stat.substring(stat.indexOf('(') + 1, stat.lastIndexOf(')'));
          groups.merge(name.replaceAll("[-#0-9]+", "*"), seconds(stat), Double::sum);
        } catch (NoSuchFileException e) {
          // It has ended meanwhile; the process has its time.
        }
      }
    } catch (NoSuchFileException e) {
      return 0;
    }
    return seconds(PROC.resolve(pid + "/stat"));
  }

  /** What a process calls itself, without what tells apart those that do the same. */
  private static String title(long pid) {
    try {
      String line = Files.readString(PROC.resolve(pid + "/cmdline")).replace('\0', ' ').strip();
      return line.replaceFirst("^postgres: ", "")
          .replaceFirst(" [0-9.]+\\(\\d+\\).*", "")
          .replaceFirst(" .*/.*", "");
    } catch (IOException e) {
      return "ended";
    }
  }

  private static double seconds(Path stat) {
    try {
      return seconds(Files.readString(stat));
    } catch (IOException e) {
      return 0;
    }
  }

  private static double seconds(String stat) {
    // "pid (command) state ppid ...": the command may hold anything, also parentheses.
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
    return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / TICKS_PER_SECOND;
  }

  private static double[] machineTimes() throws IOException {
    String[] fields =
        Files.readString(PROC.resolve("stat")).lines().findFirst().orElseThrow().split(" +");
    double[] times = new double[8];
    for (int i = 0; i < times.length; i++) {
      times[i] = Long.parseLong(fields[i + 1]) / TICKS_PER_SECOND;
    }
    return times;
  }
}
