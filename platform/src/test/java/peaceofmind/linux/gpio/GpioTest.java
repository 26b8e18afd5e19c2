// SPDX-License-Identifier: Apache-2.0
package peaceofmind.linux.gpio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import peaceofmind.linux.gpio.GpioInput.Change;

class GpioTest {

    private static final Duration NOW = Duration.ZERO;
    private static final Duration DEBOUNCE = Duration.ofMillis(20);

    @TempDir
    private Path devices;

    private FakeGpioKernel kernel;
    private Gpio gpio;

    @BeforeEach
    void create() {
        kernel = new FakeGpioKernel(devices);
        gpio = new Gpio(kernel, devices);
    }

    @Test
    void theChipIsFoundByItsLabelWhateverItsNumber() throws Exception {
        kernel.withChip("gpiochip0", "gpio-brcmstb", 4)
                .withChip("gpiochip10", "raspberrypi-exp-gpio", 8)
                .withChip("gpiochip4", "pinctrl-rp1", 54);
        try (GpioOutputs lights = gpio.outputs(Gpio.RASPBERRY_PI, List.of(13, 12, 19), false)) {
            assertThat(kernel.on()).isEmpty();
            lights.set(0b101);
            assertThat(kernel.on()).containsExactlyInAnyOrder(13, 19);
            lights.set(0b010);
            assertThat(kernel.on()).containsExactly(12);
            assertThat(kernel.consumerOf(13)).isEqualTo("peace");
            assertThat(kernel.flagsOf(13)).isEqualTo(GpioAbi.FLAG_OUTPUT);
        }
        assertThat(kernel.openDescriptors()).isZero();
    }

    @Test
    void aLightThatIsOnAtTheLowLevelIsTheKernelsBusiness() throws Exception {
        kernel.withChip("gpiochip0", "pinctrl-bcm2711", 58);
        try (GpioOutputs lights = gpio.outputs(Gpio.RASPBERRY_PI, List.of(5), true)) {
            lights.set(1);
            assertThat(kernel.on()).containsExactly(5);
            assertThat(kernel.flagsOf(5)).isEqualTo(GpioAbi.FLAG_OUTPUT | GpioAbi.FLAG_ACTIVE_LOW);
        }
    }

    @Test
    void aButtonReportsItsChangesInTheirOrder() throws Exception {
        kernel.withChip("gpiochip0", "pinctrl-bcm2835", 54);
        try (GpioInput button = gpio.input(new Gpio.Line(Gpio.RASPBERRY_PI, 18, true), DEBOUNCE)) {
            assertThat(button.await(NOW)).isEmpty();
            assertThat(button.isActive()).isFalse();
            kernel.change(18, true, 1_000);
            kernel.change(18, false, 2_000);
            kernel.change(18, true, 3_000);
            assertThat(button.await(NOW))
                    .containsExactly(new Change(true, 1_000), new Change(false, 2_000), new Change(true, 3_000));
            assertThat(button.await(NOW)).isEmpty();
            assertThat(button.isActive()).isTrue();
            assertThat(kernel.debounceMicrosOf(18)).isEqualTo(20_000);
            assertThat(kernel.flagsOf(18)).isEqualTo(2 | 4 | 16 | 32 | 256);
        }
        assertThat(kernel.openDescriptors()).isZero();
    }

    @Test
    void moreChangesThanOneReadReturnsAreNotLost() throws Exception {
        kernel.withChip("gpiochip0", "pinctrl-bcm2835", 54);
        try (GpioInput button = gpio.input(new Gpio.Line(Gpio.RASPBERRY_PI, 18, false), DEBOUNCE)) {
            for (int number = 0; number < 20; number++) {
                kernel.change(18, number % 2 == 0, number);
            }
            assertThat(button.await(NOW)).hasSize(16);
            assertThat(button.await(NOW)).hasSize(4).last().isEqualTo(new Change(false, 19));
            assertThat(kernel.flagsOf(18)).isEqualTo(4 | 16 | 32 | 512);
        }
    }

    @Test
    void whatIsMissingIsNamedWithWhatToDo() throws Exception {
        assertThatThrownBy(() -> gpio.outputs(Gpio.RASPBERRY_PI, List.of(13), false))
                .hasMessage("this machine has no GPIO chip: set recorder.lights.enabled to false");
        kernel.withChip("gpiochip0", "gpio-sim.0-node0", 8);
        assertThatThrownBy(() -> gpio.outputs(Gpio.RASPBERRY_PI, List.of(13), false))
                .hasMessageContaining(
                        "found: " + devices + "/gpiochip0 (gpio-sim.0-node0). Name it in recorder.lights.chip");
        assertThatThrownBy(() -> gpio.outputs(List.of("gpio-sim.0-node0"), List.of(3, 8), false))
                .hasMessageContaining("GPIO line 8 does not exist")
                .hasMessageContaining("has the lines 0 to 7");
        assertThat(kernel.openDescriptors()).isZero();
    }

    @Test
    void aChipWithoutPermissionSaysWhichGroupIsMissing() throws Exception {
        kernel.withChip("gpiochip0", "pinctrl-rp1", 54).forbid("gpiochip0");
        assertThatThrownBy(() -> gpio.outputs(Gpio.RASPBERRY_PI, List.of(13), false))
                .hasMessageContaining("gpiochip0: not permitted; the recorder's user must be in the group");
    }

    @Test
    void aLineThatIsInUseNamesItsUser() throws Exception {
        kernel.withChip("gpiochip0", "pinctrl-rp1", 54).withUser("gpiochip0", 12, "spi0 CS0");
        assertThatThrownBy(() -> gpio.outputs(Gpio.RASPBERRY_PI, List.of(13, 12), false))
                .hasMessage("GPIO line 12 is in use by \"spi0 CS0\": stop what uses it, or name another line below"
                        + " recorder.lights");
        assertThat(kernel.openDescriptors()).isZero();
        assertThat(gpio.outputs(Gpio.RASPBERRY_PI, List.of(13), false)).isNotNull();
    }

    @Test
    void aChipThatDisappearsFailsTheCall() throws Exception {
        kernel.withChip("gpiochip0", "pinctrl-rp1", 54);
        GpioOutputs lights = gpio.outputs(Gpio.RASPBERRY_PI, List.of(13), false);
        GpioInput button = gpio.input(new Gpio.Line(Gpio.RASPBERRY_PI, 18, true), DEBOUNCE);
        kernel.remove();
        assertThatThrownBy(() -> lights.set(1)).hasMessageContaining("error 19");
        assertThatThrownBy(() -> button.await(NOW)).hasMessageContaining("error 19");
        lights.close();
        button.close();
        assertThat(kernel.openDescriptors()).isZero();
    }

    /** The kernel of this machine itself: the calls are linked as the C library has them. */
    @Test
    void theRealCallsReportTheKernelsError() throws Exception {
        Path notADevice = Files.createFile(devices.resolve("gpiochip0"));
        Gpio real = new Gpio(new NativeDeviceCalls(), devices);
        assertThatThrownBy(() -> real.outputs(Gpio.RASPBERRY_PI, List.of(13), false))
                .as("ENOTTY: a file is no chip")
                .hasMessageContaining(notADevice + ": ioctl(8044b401) failed: error 25");
    }

    @Test
    void theRealCallsWaitAndReadAsTheLibrarySays() throws Exception {
        Path fifo = devices.resolve("fifo");
        assertThat(new ProcessBuilder("mkfifo", fifo.toString()).start().waitFor())
                .isZero();
        NativeDeviceCalls calls = new NativeDeviceCalls();
        int descriptor = calls.open(fifo.toString());
        assertThat(calls.awaitReadable(descriptor, 0)).isFalse();
        Files.write(fifo, new byte[] {1, 2, 3});
        assertThat(calls.awaitReadable(descriptor, 1_000)).isTrue();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment buffer = arena.allocate(8);
            assertThat(calls.read(descriptor, buffer)).isEqualTo(3);
            assertThat(buffer.get(ValueLayout.JAVA_BYTE, 2)).isEqualTo((byte) 3);
        }
        calls.close(descriptor);
        assertThatThrownBy(() -> calls.open(devices + "/none")).hasMessageContaining("error 2");
    }
}
