// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder.indicator;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import peaceofmind.linux.gpio.Gpio;
import peaceofmind.linux.gpio.GpioInput;
import peaceofmind.linux.gpio.GpioOutputs;

/** Lights and a button at the lines of a GPIO chip. */
record GpioPanelHardware(Gpio gpio, LightsConfig config) implements PanelHardware {

    @Override
    public Lights openLights() throws IOException {
        List<Light> lights = new ArrayList<>();
        List<Integer> lines = new ArrayList<>();
        config.lines().forEach((light, line) -> {
            lights.add(light);
            lines.add(line);
        });
        return new GpioLights(gpio.outputs(config.chipLabels(), lines, config.activeLow()), lights);
    }

    @Override
    public Optional<Button> openButton() throws IOException {
        if (config.button().isEmpty()) {
            return Optional.empty();
        }
        Gpio.Line line = new Gpio.Line(config.chipLabels(), config.button().get(), config.buttonActiveLow());
        return Optional.of(new GpioButton(gpio.input(line, config.debounce())));
    }

    private record GpioLights(GpioOutputs outputs, List<Light> lights) implements Lights {

        @Override
        public void set(Set<Light> on) throws IOException {
            long bits = 0;
            for (int index = 0; index < lights.size(); index++) {
                bits |= on.contains(lights.get(index)) ? 1L << index : 0;
            }
            outputs.set(bits);
        }

        @Override
        public void close() {
            outputs.close();
        }
    }

    private record GpioButton(GpioInput input) implements Button {

        @Override
        public List<Change> await(Duration timeout) throws IOException {
            return input.await(timeout).stream()
                    .map(change -> new Change(change.active(), change.nanoTime()))
                    .toList();
        }

        @Override
        public boolean isPressed() throws IOException {
            return input.isActive();
        }

        @Override
        public void close() {
            input.close();
        }
    }
}
