// The shortest worker that a C compiler makes: what remains is exec, start-up of the C library, and exit.
int main(void) { return 0; }
