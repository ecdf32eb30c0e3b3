process.stdout.write('tandem\n');
