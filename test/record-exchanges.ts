// Runs before every test file. What it imports is loaded once a process, and so listens once, however many files that has.
import './exchange-recorder.ts';
