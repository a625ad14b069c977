"""The three scenes of the emulator's clips, drawn with numpy."""
